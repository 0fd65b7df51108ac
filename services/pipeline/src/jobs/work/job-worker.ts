/**
 * A process's share of the work on jobs: takes tasks, stops those whose job has ended elsewhere, brings back to the queue what fell
 * out of it, and deletes what is past its time.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { RectoError } from '@recto/contracts';
import type { Logger } from '@recto/service-kit';
import type { JobQueue } from '../queue/job-queue.ts';
import type { WorkersOptions } from '../queue/workers.ts';
import type { JobStore } from '../store/job-store.ts';
import type { Retention } from '../store/retention.ts';
import { wrapUp } from './conclude.ts';
import { createJobWork, type WorkParts } from './job-work.ts';

export interface JobWorkerOptions extends WorkersOptions {
  /** What is told to listeners may be lost: so often running jobs are looked up, ms. */
  readonly lookMs: number;
  /** Between two looks at all unfinished jobs, ms. */
  readonly reconcileMs: number;
  /** Between two looks at what is past its time, ms. */
  readonly sweepMs: number;
}

export const usualWorkerTimes = { lockMs: 15_000, lookMs: 5000, reconcileMs: 60_000, sweepMs: 600_000 };

export interface JobWorker {
  /** Takes nothing new; what still runs after `graceMs` is handed back to the queue. */
  stop(graceMs: number): Promise<void>;
}

export interface JobWorkerParts extends WorkParts {
  readonly queue: JobQueue;
  readonly retention: Retention;
  readonly logger: Logger;
}

export async function startJobWorker(worker: JobWorkerParts, options: JobWorkerOptions): Promise<JobWorker> {
  const { store, queue, logger } = worker;
  const workers = await queue.work(createJobWork(worker), options);
  const stopping = new AbortController();
  const { signal } = stopping;

  const stopIfEnded = async (id: string) => {
    if (workers.running().has(id) && (await hasEnded(store, id, signal))) workers.stopJob(id);
  };
  const unlisten = queue.onChange((id) => {
    stopIfEnded(id).catch(() => {});
  });
  const every = (ms: number, name: string, act: () => Promise<void>) =>
    repeat(ms, signal, act, (err) => logger.warn({ err }, `${name} failed`));
  const chores = [
    every(options.lookMs, 'looking for ended jobs', async () => {
      for (const id of workers.running()) await stopIfEnded(id);
    }),
    every(options.reconcileMs, 'bringing back jobs', () => reconcile(worker, signal)),
    every(options.sweepMs, 'deleting old results', () => worker.retention.sweep(signal)),
  ];

  return {
    stop: async (graceMs) => {
      unlisten();
      stopping.abort();
      await Promise.all(chores);
      await workers.stop(graceMs);
    },
  };
}

const hasEnded = (store: JobStore, id: string, signal: AbortSignal): Promise<boolean> =>
  store.blobs.has(`jobs/${id}/outcome.json`, signal);

/** Jobs without an end that the queue does not know are queued again; those that it gave up are ended. */
async function reconcile(worker: JobWorkerParts, signal: AbortSignal): Promise<void> {
  const { store, queue, conclude } = worker;
  for await (const id of store.unfinished(signal)) {
    const { state } = await queue.state(id);
    if (state === 'queued' || state === 'running') continue;
    if (await hasEnded(store, id, signal)) await wrapUp(id, worker, signal);
    else if (state === 'ended')
      await conclude(id, { state: 'failed', error: new RectoError('job.lost') }, signal);
    else {
      const record = await store.record(id, signal);
      if (record !== null) await queue.add(record);
    }
  }
}

/** At once, then again and again, until the signal fires. */
async function repeat(
  ms: number,
  signal: AbortSignal,
  act: () => Promise<void>,
  onError: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    await act().catch((error: unknown) => {
      if (!signal.aborted) onError(error);
    });
    // Not all processes at the same moment.
    await sleep(ms * (0.8 + 0.4 * Math.random()), undefined, { signal, ref: false }).catch(() => {});
  }
}
