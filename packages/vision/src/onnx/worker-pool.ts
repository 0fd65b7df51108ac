/**
 * Worker threads for work that blocks its thread: a first-in-first-out queue in front of piscina.
 * Work that still waits is dropped when its signal fires; work that already runs is left to end, because stopping a
 * thread inside native code would cost its loaded models. A thread that dies is replaced and its task tried once more.
 */
import { type ErrorCode, fromPlain, type PlainError, RectoError } from '@recto/contracts';
import { Piscina } from 'piscina';

/** What a worker's function returns: errors travel as values, so a rejection always means that the thread died. */
export type WorkerReply<R> =
  | { readonly ok: true; readonly value: R }
  | { readonly ok: false; readonly error: PlainError; readonly detail: string };

export interface WorkerPoolOptions {
  /** Module that exports the worker's function as `run`. */
  worker: URL;
  threads: number;
  /** Error code for a task whose thread died twice. */
  crashCode: ErrorCode;
}

export interface WorkerPool<Task, Result> {
  /** Throws AbortError when the signal fires, RectoError when the task fails. Typed arrays on shared memory are not copied. */
  run(task: Task, signal: AbortSignal): Promise<Result>;
  /** Waits for what runs, abandoned work included, before it ends the threads. */
  close(): Promise<void>;
}

interface Waiting {
  start: () => void;
}

/** At most `limit` at a time, first come first served; a waiter whose signal fires leaves the line. */
function createTurnstile(limit: number) {
  let running = 0;
  const line: Waiting[] = [];

  const leave = () => {
    running -= 1;
    line.shift()?.start();
  };

  const enter = (signal: AbortSignal): Promise<() => void> =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const start = () => {
        signal.removeEventListener('abort', drop);
        running += 1;
        resolve(leave);
      };
      const waiting: Waiting = { start };
      const drop = () => {
        line.splice(line.indexOf(waiting), 1);
        reject(signal.reason);
      };
      if (running < limit) return start();
      line.push(waiting);
      signal.addEventListener('abort', drop, { once: true });
    });

  return { enter };
}

/** Rejects as soon as the signal fires, whatever the promise does later. */
function orAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

export function createWorkerPool<Task, Result>(options: WorkerPoolOptions): WorkerPool<Task, Result> {
  const pool = new Piscina<Task, WorkerReply<Result>>({
    filename: options.worker.href,
    name: 'run',
    minThreads: 1,
    maxThreads: options.threads,
    // A thread holds a loaded model: ending it when idle would cost the next page a reload.
    idleTimeout: Number.POSITIVE_INFINITY,
    concurrentTasksPerWorker: 1,
    // The event loop comes first where threads are more than cores.
    niceIncrement: 5,
  });
  const turnstile = createTurnstile(options.threads);
  const running = new Set<Promise<unknown>>();

  async function attempt(task: Task): Promise<Result> {
    const reply = await pool.run(task);
    if (reply.ok) return reply.value;
    throw fromPlain(reply.error, new Error(reply.detail));
  }

  async function withRetry(task: Task, signal: AbortSignal): Promise<Result> {
    try {
      return await attempt(task);
    } catch (error) {
      if (error instanceof RectoError || signal.aborted) throw error;
      return attempt(task);
    }
  }

  return {
    async run(task, signal) {
      const leave = await turnstile.enter(signal);
      const work = withRetry(task, signal).finally(() => {
        running.delete(work);
        leave();
      });
      running.add(work);
      try {
        return await orAbort(work, signal);
      } catch (error) {
        if (error instanceof RectoError || signal.aborted) throw error;
        throw new RectoError(options.crashCode, { cause: error });
      }
    },
    close: async () => {
      // A thread that is ended inside ONNX Runtime throws where nothing catches and takes the process with it.
      await Promise.allSettled(running);
      await pool.destroy();
    },
  };
}
