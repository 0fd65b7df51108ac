import { describe, expect, it } from 'vitest';
import { Breaker, type BreakerOutcome, breakerDefaults } from './breaker.ts';

const options = {
  ...breakerDefaults,
  consecutive: 3,
  minCalls: 6,
  openMs: 1000,
  quickMs: 100,
  longestOpenMs: { quick: 1500, slow: 3000 },
};

const feed = (breaker: Breaker, outcomes: readonly BreakerOutcome[], now: number) => {
  for (const outcome of outcomes) breaker.end(breaker.begin(now), outcome, now);
};
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe('the breaker', () => {
  it('opens after failures in a row, and only then', () => {
    const breaker = new Breaker(options);
    feed(breaker, ['failure', 'failure', 'success', 'failure', 'failure'], 0);
    expect(breaker.state(0)).toBe('closed');
    feed(breaker, ['failure'], 0);
    expect([breaker.state(0), breaker.allows(0), breaker.reopensAt]).toEqual(['open', false, 1000]);
  });

  it('never counts what is nobody’s fault', () => {
    const breaker = new Breaker(options);
    feed(breaker, times(1000, 'neutral'), 0);
    feed(breaker, ['failure', 'neutral', 'failure', 'neutral'], 0);
    expect(breaker.state(0)).toBe('closed');
  });

  it('opens by share where each failure alone may be the caller’s', () => {
    const breaker = new Breaker(options);
    feed(breaker, [...times(4, 'success' as const), ...times(3, 'perhaps' as const)], 0);
    expect(breaker.state(0)).toBe('closed');
    feed(breaker, ['perhaps'], 0);
    expect(breaker.state(0)).toBe('open');
  });

  it('forgets what lies before its window', () => {
    const breaker = new Breaker(options);
    feed(breaker, times(5, 'perhaps'), 0);
    feed(breaker, ['perhaps', ...times(5, 'success' as const)], options.windowMs + 1);
    expect(breaker.state(options.windowMs + 1)).toBe('closed');
  });

  it('lets one trial through at a time, closes on success, doubles on failure up to a limit', () => {
    const breaker = new Breaker(options);
    feed(breaker, times(3, 'failure'), 0);
    const trial = breaker.begin(1000);
    expect([breaker.state(1000), breaker.allows(1000)]).toEqual(['half-open', false]);
    breaker.end(trial, 'failure', 1200);
    expect(breaker.reopensAt).toBe(3200);
    breaker.end(breaker.begin(3200), 'failure', 4000);
    expect(breaker.reopensAt).toBe(7000);
    breaker.end(breaker.begin(7000), 'success', 7000);
    expect([breaker.state(7000), breaker.allows(7000), breaker.reopensAt]).toEqual(['closed', true, null]);
  });

  it('tries again sooner where a trial failed quickly: it cost its caller nothing', () => {
    const breaker = new Breaker(options);
    feed(breaker, times(3, 'failure'), 0);
    breaker.end(breaker.begin(1000), 'failure', 1010);
    expect(breaker.reopensAt).toBe(2510);
  });

  it('is not stuck half-open by a trial that proves nothing (sglang #31206)', () => {
    const breaker = new Breaker(options);
    feed(breaker, times(3, 'failure'), 0);
    breaker.end(breaker.begin(1000), 'neutral', 1000);
    expect(breaker.allows(1000)).toBe(true);
  });

  it('is moved by its trial alone, not by calls from before it opened', () => {
    const breaker = new Breaker(options);
    const old = breaker.begin(0);
    feed(breaker, times(3, 'failure'), 0);
    breaker.end(old, 'success', 1);
    expect(breaker.state(1)).toBe('open');
    const trial = breaker.begin(1000);
    breaker.end(old, 'failure', 1001);
    expect(breaker.reopensAt).toBe(1000);
    breaker.end(trial, 'success', 1002);
    expect(breaker.state(1002)).toBe('closed');
  });

  it('may be tried as soon as a probe has succeeded', () => {
    const breaker = new Breaker(options);
    feed(breaker, times(3, 'failure'), 0);
    breaker.retrySoon(10);
    expect(breaker.state(10)).toBe('half-open');
  });
});
