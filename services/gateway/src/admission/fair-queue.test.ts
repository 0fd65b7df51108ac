import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Priority } from '../call/chat-call.ts';
import { FairQueue, type QueueEntry, queueBounds } from './fair-queue.ts';

interface Entry extends QueueEntry {
  readonly id: number;
}

let ids = 0;
const entry = (caller: string, priority: Priority = 'interactive', bytes = 1): Entry => {
  ids += 1;
  return { caller, priority, bytes, id: ids };
};
const queueOf = (maxEntries = 100, maxBytes = 1e6) =>
  new FairQueue<Entry>(queueBounds({ maxEntries, maxBytes }));
const drain = (queue: FairQueue<Entry>): Entry[] => {
  const taken: Entry[] = [];
  for (let next = queue.take(); next !== null; next = queue.take()) taken.push(next);
  return taken;
};

describe('the fair queue', () => {
  it('lets callers take turns, each in order of arrival', () => {
    const queue = queueOf();
    const hog = [1, 2, 3].map(() => entry('hog'));
    const guest = [1, 2].map(() => entry('guest'));
    for (const item of [...hog, ...guest]) queue.push(item);
    expect(drain(queue)).toEqual([hog[0], guest[0], hog[1], guest[1], hog[2]]);
  });

  it('prefers interactive calls and starves no batch call', () => {
    const queue = queueOf();
    for (let i = 0; i < 8; i += 1) queue.push(entry('a', 'interactive'));
    for (let i = 0; i < 3; i += 1) queue.push(entry('b', 'batch'));
    expect(
      drain(queue)
        .map(({ priority }) => priority[0])
        .join(''),
    ).toBe('iiiibiiiibb');
  });

  it('when full, takes from the longest line for one that has less, batch before interactive', () => {
    const queue = queueOf(3);
    const [first, second, third] = [entry('hog'), entry('hog'), entry('hog')];
    for (const item of [first, second, third]) expect(queue.push(item)).toEqual([]);
    const guest = entry('guest');
    expect(queue.push(guest)).toEqual([third]);
    const another = entry('hog');
    expect(queue.push(another)).toEqual([another]);
    const late = entry('late', 'batch');
    expect(queue.push(late)).toEqual([late]);
    expect(drain(queue)).toEqual([first, guest, second]);
    const batch = entry('b', 'batch');
    queue.push(batch);
    queue.push(entry('x'));
    queue.push(entry('y'));
    expect(queue.push(entry('x'))).toEqual([batch]);
  });

  it('counts bytes, over all queues that share the bounds', () => {
    const bounds = queueBounds({ maxEntries: 10, maxBytes: 100 });
    const [one, other] = [new FairQueue<Entry>(bounds), new FairQueue<Entry>(bounds)];
    expect(one.push(entry('a', 'batch', 80))).toEqual([]);
    const large = entry('b', 'batch', 30);
    expect(other.push(large)).toEqual([large]);
    one.take();
    expect(other.push(large)).toEqual([]);
    expect(bounds).toMatchObject({ entries: 1, bytes: 30 });
  });

  it('loses nobody, serves nobody twice, and keeps its counts', () => {
    const priority = fc.constantFrom<Priority>('interactive', 'batch');
    const action = fc.oneof(
      fc.record({
        push: fc.constantFrom('a', 'b', 'c', 'd'),
        priority,
        bytes: fc.integer({ min: 1, max: 40 }),
      }),
      fc.constant('take' as const),
      fc.record({ leave: fc.nat(30) }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 80 }), (actions) => {
        const bounds = queueBounds({ maxEntries: 8, maxBytes: 100 });
        const queue = new FairQueue<Entry>(bounds);
        const inside = new Set<Entry>();
        for (const step of actions) {
          if (step === 'take') {
            const taken = queue.take();
            expect(taken === null ? inside.size === 0 : inside.delete(taken)).toBe(true);
          } else if ('push' in step) {
            const added = entry(step.push, step.priority, step.bytes);
            inside.add(added);
            for (const evicted of queue.push(added)) expect(inside.delete(evicted)).toBe(true);
          } else {
            const leaver = [...inside][step.leave];
            if (leaver) expect(queue.remove(leaver)).toBe(inside.delete(leaver));
          }
          expect(bounds.entries).toBe(inside.size);
          expect(bounds.bytes).toBe([...inside].reduce((sum, { bytes }) => sum + bytes, 0));
          expect(bounds.entries <= 8 && bounds.bytes <= 100).toBe(true);
        }
        expect(new Set(drain(queue))).toEqual(inside);
      }),
    );
  });

  it('gives every caller that waits its share: no two differ by more than one place in a round', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 2, maxLength: 6 }), (lines) => {
        const queue = queueOf(1000);
        lines.forEach((length, caller) => {
          for (let i = 0; i < length; i += 1) queue.push(entry(String(caller)));
        });
        const least = Math.min(...lines);
        const served = drain(queue).slice(0, least * lines.length);
        for (const caller of lines.keys())
          expect(served.filter((item) => item.caller === String(caller)).length).toBe(least);
      }),
    );
  });

  it('knows how many go before a newcomer', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom<Priority>('interactive', 'batch')),
          { maxLength: 30 },
        ),
        fc.constantFrom('a', 'd'),
        fc.constantFrom<Priority>('interactive', 'batch'),
        (waiting, caller, priority) => {
          const queue = queueOf();
          for (const [who, how] of waiting) queue.push(entry(who, how));
          const ahead = queue.aheadOf(caller, priority);
          const newcomer = entry(caller, priority);
          queue.push(newcomer);
          // An estimate from above: it may count one round too many, never too few.
          expect(drain(queue).indexOf(newcomer)).toBeLessThanOrEqual(ahead + 1);
        },
      ),
    );
  });
});
