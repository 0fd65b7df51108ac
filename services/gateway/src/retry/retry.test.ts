import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffDefaults, backoffMs } from './backoff.ts';
import { RetryBudget } from './budget.ts';

describe('the retry budget', () => {
  it('allows a share of the calls and a small reserve', () => {
    const budget = new RetryBudget({ share: 0.1, reserve: 2, windowMs: 10_000 }, () => 0);
    for (let i = 0; i < 50; i += 1) budget.deposit();
    const taken = Array.from({ length: 20 }, () => budget.take());
    expect(taken.filter(Boolean).length).toBe(7);
  });

  it('forgets with time', () => {
    let now = 0;
    const budget = new RetryBudget({ share: 0.1, reserve: 1, windowMs: 10_000 }, () => now);
    for (let i = 0; i < 100; i += 1) budget.deposit();
    for (let i = 0; i < 11; i += 1) expect(budget.take()).toBe(true);
    expect(budget.take()).toBe(false);
    now = 5_000;
    expect(budget.take()).toBe(false);
    now = 11_000;
    expect([budget.take(), budget.take()]).toEqual([true, false]);
    now = 1_000_000;
    expect([budget.take(), budget.take()]).toEqual([true, false]);
  });

  it('never exceeds its share, whatever the order of calls and retries', () => {
    const step = fc.record({ after: fc.nat(3000), retry: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        let now = 0;
        const options = { share: 0.1, reserve: 3, windowMs: 10_000 };
        const budget = new RetryBudget(options, () => now);
        const calls: number[] = [];
        const retries: number[] = [];
        for (const { after, retry } of steps) {
          now += after;
          if (!retry) {
            budget.deposit();
            calls.push(now);
          } else if (budget.take()) retries.push(now);
          // Slices are a tenth of the window: what the budget sees is between nine tenths and all of it.
          const within = (times: number[], ms: number) => times.filter((at) => at > now - ms).length;
          expect(within(retries, 9_000)).toBeLessThanOrEqual(3 + 0.1 * within(calls, 20_000));
        }
      }),
    );
  });
});

describe('backoff', () => {
  it('draws from a range that doubles up to a limit', () => {
    const most = [1, 2, 3, 10].map((attempt) => backoffMs(attempt, backoffDefaults, () => 1));
    expect(most).toEqual([50, 100, 200, 2000]);
    expect(backoffMs(5, backoffDefaults, () => 0)).toBe(0);
  });
});
