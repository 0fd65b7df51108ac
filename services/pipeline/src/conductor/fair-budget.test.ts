import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFairBudget } from './fair-budget.ts';

const never = new AbortController().signal;
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('fair budget', () => {
  it('serves tenants in turns, however long the line of one is', async () => {
    const budget = createFairBudget({ capacity: 1 });
    const [big, small] = [{}, {}];
    const served: string[] = [];
    const ask = (name: string, tenant: object) =>
      budget.acquire(tenant, 1, never).then((leave) => {
        served.push(name);
        setImmediate(leave);
      });
    const asked = Array.from({ length: 20 }, (_, i) => ask(`big${i}`, big));
    asked.push(ask('small0', small), ask('small1', small));
    await Promise.all(asked);
    expect(served.indexOf('small0')).toBeLessThanOrEqual(2);
    expect(served.indexOf('small1')).toBeLessThanOrEqual(4);
    expect(served.filter((name) => name.startsWith('big'))).toEqual(
      Array.from({ length: 20 }, (_, i) => `big${i}`),
    );
  });

  it('keeps a reserve from tenants in the background, together', async () => {
    const budget = createFairBudget({ capacity: 8, reserve: 1 / 4 });
    const held: (() => void)[] = [];
    const ask = (tenant: object) =>
      void budget.acquire(tenant, 1, never).then((leave) => {
        held.push(leave);
      });
    const background = [{ background: true }, { background: true }];
    for (let i = 0; i < 10; i += 1) ask(background[i % 2] as object);
    await settle();
    expect(held).toHaveLength(6);
    ask({});
    ask({});
    ask({});
    await settle();
    expect(held).toHaveLength(8);
    held.shift()?.();
    await settle();
    // The one that gave back was in the background: the third of the others has its place.
    expect(held).toHaveLength(8);
    expect(budget.waiting).toBe(4);
  });

  it('lets the background go on where its share is less than one', async () => {
    const budget = createFairBudget({ capacity: 1, reserve: 1 / 4 });
    (await budget.acquire({ background: true }, 1, never))();
    expect(budget.used).toBe(0);
  });

  it('grants what is larger than everything alone, and lets nobody overtake it', async () => {
    const budget = createFairBudget({ capacity: 10 });
    const leave = await budget.acquire({}, 4, never);
    let huge = false;
    let late = false;
    const hugeLeave = budget.acquire({}, 50, never).then((l) => {
      huge = true;
      return l;
    });
    const lateLeave = budget.acquire({}, 1, never).then((l) => {
      late = true;
      return l;
    });
    await settle();
    expect([huge, late]).toEqual([false, false]);
    leave();
    await settle();
    expect([huge, late]).toEqual([true, false]);
    expect(budget.used).toBe(50);
    (await hugeLeave)();
    (await lateLeave)();
    expect([huge, late, budget.used]).toEqual([true, true, 0]);
  });

  it('leaves room for newcomers', async () => {
    const budget = createFairBudget({ capacity: 8, share: 6 });
    const hog = {};
    for (let i = 0; i < 6; i += 1) await budget.acquire(hog, 1, never);
    let seventh = false;
    budget.acquire(hog, 1, never).then(() => {
      seventh = true;
    });
    await budget.acquire({}, 2, never);
    expect(seventh).toBe(false);
  });

  it('gives every tenant its first grant at once where it is told to', async () => {
    const budget = createFairBudget({ capacity: 1, oneEach: true });
    await budget.acquire({}, 1, never);
    const second = {};
    await budget.acquire(second, 1, never);
    expect(budget.used).toBe(2);
    let third = false;
    budget.acquire(second, 1, never).then(() => {
      third = true;
    });
    await settle();
    expect(third).toBe(false);
  });

  it('lets a wish be withdrawn, and serves those behind it', async () => {
    const budget = createFairBudget({ capacity: 10 });
    const leave = await budget.acquire({}, 5, never);
    const cancelled = new AbortController();
    const first = budget.acquire({}, 10, cancelled.signal);
    const second = budget.acquire({}, 5, never);
    cancelled.abort(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    (await second)();
    leave();
    leave();
    expect([budget.used, budget.waiting]).toEqual([0, 0]);
    await expect(budget.acquire({}, 1, cancelled.signal)).rejects.toThrow('gone');
  });

  it('never holds more than its capacity, and serves everybody in the end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ tenant: fc.nat(4), amount: fc.integer({ min: 1, max: 15 }) }), {
          maxLength: 40,
        }),
        fc.integer({ min: 1, max: 12 }),
        async (wishes, capacity) => {
          const budget = createFairBudget({ capacity, share: Math.ceil(capacity * 0.75) });
          const tenants = [{}, {}, {}, {}, {}];
          let holders = 0;
          await Promise.all(
            wishes.map(async ({ tenant, amount }) => {
              const leave = await budget.acquire(tenants[tenant] as object, amount, never);
              holders += 1;
              expect(budget.used <= capacity || holders === 1).toBe(true);
              await settle();
              holders -= 1;
              leave();
            }),
          );
          expect([budget.used, budget.waiting]).toEqual([0, 0]);
        },
      ),
      { numRuns: 50 },
    );
  });
});
