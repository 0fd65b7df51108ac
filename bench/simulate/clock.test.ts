import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHeap, createVirtualClock } from './clock.ts';

describe('the clock', () => {
  it('lets everything happen at its time, and what is planned first first', async () => {
    const clock = createVirtualClock();
    const seen: [number, string][] = [];
    const say = (what: string) => seen.push([clock.now, what]);
    const walk = async (name: string, steps: readonly number[]) => {
      for (const ms of steps) {
        await clock.sleep(ms);
        say(name);
      }
    };
    await clock.run(Promise.all([walk('a', [10, 10]), walk('b', [5, 5, 20])]));
    expect(seen).toEqual([
      [5, 'b'],
      [10, 'a'],
      [10, 'b'],
      [20, 'a'],
      [30, 'b'],
    ]);
  });

  it('lets all promises come to rest before time goes on', async () => {
    const clock = createVirtualClock();
    const deep = async (depth: number): Promise<number> => (depth === 0 ? clock.now : deep(depth - 1));
    const work = async () => {
      await clock.sleep(1);
      const now = await deep(500);
      expect(now).toBe(1);
    };
    clock.after(2, () => false);
    await clock.run(work());
  });

  it('says so when nobody will ever go on, and passes on what fails', async () => {
    const clock = createVirtualClock();
    await expect(clock.run(new Promise(() => {}))).rejects.toThrow('nothing will happen');
    await expect(clock.run(clock.sleep(1).then(() => Promise.reject(new Error('no'))))).rejects.toThrow('no');
  });

  it('gives the same run again', async () => {
    const run = async () => {
      const clock = createVirtualClock();
      const seen: string[] = [];
      const walk = async (k: number) => {
        for (let i = 0; i < 5; i += 1) {
          await clock.sleep((k * 7 + i * 13) % 11);
          seen.push(`${k}.${i}`);
        }
      };
      await clock.run(Promise.all([0, 1, 2, 3].map(walk)));
      return seen;
    };
    expect(await run()).toEqual(await run());
  });
});

it('a heap gives back what was put in, the least first', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (numbers) => {
      const heap = createHeap<number>((a, b) => a - b);
      for (const number of numbers) heap.push(number);
      const sorted = numbers.map(() => heap.pop());
      expect(sorted).toEqual(numbers.toSorted((a, b) => a - b));
      expect(heap.pop()).toBeNull();
    }),
  );
});
