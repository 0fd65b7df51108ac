/** The processor of one machine: so many pieces of work at a time, the others in the order in which they came. */
import type { VirtualClock } from './clock.ts';

export interface Cores {
  /** One core for so long. */
  work(ms: number): Promise<void>;
  /** ms of all cores together. */
  readonly busyMs: number;
}

export function createCores(count: number, clock: VirtualClock): Cores {
  const waiting: (() => void)[] = [];
  let free = count;
  let busyMs = 0;
  const enter = async () => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  return {
    get busyMs() {
      return busyMs;
    },
    work: async (ms) => {
      await enter();
      busyMs += ms;
      await clock.sleep(ms);
      leave();
    },
  };
}
