/**
 * Time for a simulation. Whoever is simulated waits with `sleep` and `after` and otherwise runs as it would in earnest, promises and
 * all: the clock moves on only when nothing can run any more without it. The same parts run on real time with the other clock.
 */
import { setImmediate as afterAllPromises } from 'node:timers/promises';

export interface Clock {
  /** ms. */
  readonly now: number;
  /** At the earliest so many ms from now. */
  after(ms: number, act: () => Wakes): void;
}

/** Whether what happened may have woken somebody who waits for a promise. */
export type Wakes = boolean;

export const realClock: Clock = {
  get now() {
    return performance.now();
  },
  after: (ms, act) => void setTimeout(act, Math.max(0, ms)),
};

export interface VirtualClock extends Clock {
  sleep(ms: number): Promise<void>;
  /** Moves on until `work` has ended. Throws what it throws, and where it waits for something that will never happen. */
  run<T>(work: Promise<T>): Promise<T>;
}

interface Event {
  readonly at: number;
  /** Of two at the same time the one that was planned first goes first. */
  readonly order: number;
  readonly act: () => Wakes;
}

export function createVirtualClock(): VirtualClock {
  const events = createHeap<Event>((a, b) => a.at - b.at || a.order - b.order);
  let now = 0;
  let planned = 0;

  const plan: Clock['after'] = (ms, act) => {
    planned += 1;
    events.push({ at: now + Math.max(0, ms), order: planned, act });
  };

  /** Everything of the next moment. Returns whether somebody may have woken. */
  const happen = (first: Event): boolean => {
    now = first.at;
    let woken = first.act();
    while (events.first?.at === now) woken = (events.pop() as Event).act() || woken;
    return woken;
  };

  return {
    get now() {
      return now;
    },
    after: plan,
    sleep: (ms) =>
      new Promise((resolve) =>
        plan(ms, () => {
          resolve();
          return true;
        }),
      ),
    run: async (work) => {
      let ended = false;
      work
        .finally(() => {
          ended = true;
        })
        .catch(() => {});
      for (let woken = true; ; ) {
        if (woken) await afterAllPromises();
        if (ended) return work;
        const next = events.pop();
        if (next === null) throw new Error(`nothing will happen any more after ${now} ms`);
        woken = happen(next);
      }
    },
  };
}

export interface Heap<T> {
  readonly first: T | undefined;
  push(item: T): void;
  pop(): T | null;
}

/** The least first. */
export function createHeap<T>(compare: (a: T, b: T) => number): Heap<T> {
  const items: T[] = [];
  const isBefore = (a: number, b: number) => compare(items[a] as T, items[b] as T) < 0;
  const swap = (a: number, b: number) => {
    [items[a], items[b]] = [items[b] as T, items[a] as T];
  };
  const sink = () => {
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let least = left < items.length && isBefore(left, at) ? left : at;
      if (right < items.length && isBefore(right, least)) least = right;
      if (least === at) return;
      swap(at, least);
      at = least;
    }
  };
  return {
    get first() {
      return items[0];
    },
    push: (item) => {
      items.push(item);
      for (let at = items.length - 1; at > 0; ) {
        const parent = (at - 1) >> 1;
        if (!isBefore(at, parent)) return;
        swap(at, parent);
        at = parent;
      }
    },
    pop: () => {
      if (items.length === 0) return null;
      swap(0, items.length - 1);
      const first = items.pop() as T;
      sink();
      return first;
    },
  };
}
