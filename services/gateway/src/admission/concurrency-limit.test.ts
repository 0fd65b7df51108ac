import { describe, expect, it } from 'vitest';
import { adaptiveLimit, fixedLimit } from './concurrency-limit.ts';
import { ServiceTimes } from './service-times.ts';

/** A server with so many slots: beyond them, calls wait in its own queue before the first byte. */
const simulate = (slots: number, limit: ReturnType<typeof adaptiveLimit>, samples: number) => {
  for (let i = 0; i < samples; i += 1) {
    const outstanding = limit.current;
    const waves = Math.max(1, outstanding / slots);
    limit.observe({ firstByteMs: 100 * waves, outstanding });
  }
};

describe('the adaptive limit', () => {
  const bounds = { initial: 4, min: 1, max: 200 };

  it('grows to what the server can take and settles near it', () => {
    const limit = adaptiveLimit(bounds);
    simulate(32, limit, 4000);
    expect(limit.current).toBeGreaterThan(24);
    expect(limit.current).toBeLessThan(32 * 3);
  });

  it('shrinks when latency rises and grows again when it falls', () => {
    const limit = adaptiveLimit(bounds);
    simulate(64, limit, 3000);
    const before = limit.current;
    simulate(8, limit, 300);
    const during = limit.current;
    expect(during).toBeLessThan(before / 2);
    simulate(64, limit, 6000);
    expect(limit.current).toBeGreaterThan(during * 2);
  });

  it('learns nothing from a half-empty server and yields to a word of overload', () => {
    const limit = adaptiveLimit({ initial: 20, min: 2, max: 40 });
    for (let i = 0; i < 200; i += 1) limit.observe({ firstByteMs: 10, outstanding: 3 });
    expect(limit.current).toBe(20);
    for (let i = 0; i < 100; i += 1) limit.overloaded();
    expect(limit.current).toBe(2);
  });

  it('is a plain number where one is configured', () => {
    const limit = fixedLimit(7);
    limit.overloaded();
    limit.observe({ firstByteMs: 1, outstanding: 7 });
    expect(limit.current).toBe(7);
  });
});

describe('service times', () => {
  it('knows nothing at first and promises nothing', () => {
    const times = new ServiceTimes();
    expect([times.meanMs, times.usualMs, times.waitMs(100, 1)]).toEqual([null, 0, 0]);
  });

  it('follows the mean and how far calls stray from it', () => {
    const times = new ServiceTimes();
    for (let i = 0; i < 200; i += 1) times.observe(i % 2 === 0 ? 80 : 120);
    expect(times.meanMs).toBeCloseTo(100, -1);
    expect(times.usualMs).toBeGreaterThan(120);
    expect(times.usualMs).toBeLessThan(160);
    expect(times.waitMs(9, 5)).toBeCloseTo(200, -2);
  });
});
