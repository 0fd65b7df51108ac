import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Patience } from './patience.ts';

const limits = { connectMs: 50, firstByteMs: 1_000, idleMs: 100, totalMs: 3_000 };

/** What became of an exchange by each of the named moments, ms. */
function watched(events: Readonly<Record<number, (patience: Patience) => void>>, until: number): string {
  let lost = '';
  const patience = new Patience(limits, (isConnected) => {
    lost = `${isConnected ? 'connected' : 'not connected'}, at ${performance.now() - began}`;
  });
  const began = performance.now();
  for (let at = 1; at <= until; at += 1) {
    vi.advanceTimersByTime(1);
    if (lost !== '') return lost;
    events[at]?.(patience);
  }
  patience.end();
  vi.advanceTimersByTime(10_000);
  return lost;
}

describe('Patience', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('ends where no connection stands in time', () => {
    expect(watched({}, 200)).toBe('not connected, at 50');
  });

  it('waits for the first byte longer than for the next', () => {
    expect(watched({ 1: (it) => it.connected() }, 2_000)).toBe('connected, at 1000');
    const events = { 1: (it: Patience) => it.connected(), 450: (it: Patience) => it.heard() };
    expect(watched(events, 2_000)).toBe('connected, at 550');
    expect(watched({ ...events, 500: (it) => it.heard() }, 2_000)).toBe('connected, at 600');
  });

  it('takes a reader that lags for no silence, and counts anew when it goes on', () => {
    const events = {
      1: (it: Patience) => it.connected(),
      10: (it: Patience) => it.heard(),
      20: (it: Patience) => it.heldUp(),
      620: (it: Patience) => it.goesOn(),
    };
    expect(watched(events, 2_000)).toBe('connected, at 720');
  });

  it('ends at the total, however lively it is, and never after its end', () => {
    const lively = Object.fromEntries(
      Array.from({ length: 400 }, (_, i) => [
        (i + 1) * 10,
        (it: Patience) => (i === 0 ? it.connected() : it.heard()),
      ]),
    );
    expect(watched(lively, 3_500)).toBe('connected, at 3000');
    expect(watched(lively, 2_000)).toBe('');
  });
});
