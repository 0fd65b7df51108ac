/**
 * How much runs at once and how much may wait. Backends queue without bound, so the gateway holds the
 * line: `concurrency` calls run, `maxWaiting` wait in order of arrival, the rest is refused at once.
 */
import { RectoError } from '@recto/contracts';

export interface Limiter {
  readonly running: number;
  readonly waiting: number;
  /**
   * Resolves when a place is free, with what gives it back. A caller that aborts while waiting leaves the queue.
   * Throws RectoError server.busy when the queue is full.
   */
  enter(signal: AbortSignal): Promise<() => void>;
  /** Runs `work` in a place. */
  run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

export function createLimiter(options: {
  concurrency: number;
  maxWaiting: number;
  retryAfterSeconds: number;
}): Limiter {
  // A Set keeps order of arrival and lets an aborted caller leave from the middle in constant time.
  const queue = new Set<() => void>();
  let running = 0;

  const wait = (signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    if (running < options.concurrency) {
      running += 1;
      return Promise.resolve();
    }
    if (queue.size >= options.maxWaiting) {
      throw new RectoError('server.busy', { retryAfterSeconds: options.retryAfterSeconds });
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        queue.delete(admit);
        reject(signal.reason);
      };
      const admit = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      signal.addEventListener('abort', leave, { once: true });
      queue.add(admit);
    });
  };

  /** The place passes to the next in line; only an empty line gives it back. */
  const exit = () => {
    const next = queue.values().next();
    if (next.done) {
      running -= 1;
      return;
    }
    queue.delete(next.value);
    next.value();
  };

  const enter = async (signal: AbortSignal) => {
    await wait(signal);
    return exit;
  };

  return {
    get running() {
      return running;
    },
    get waiting() {
      return queue.size;
    },
    enter,
    run: async (work, signal) => {
      const release = await enter(signal);
      try {
        return await work();
      } finally {
        release();
      }
    },
  };
}
