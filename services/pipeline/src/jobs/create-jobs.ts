/**
 * The jobs of this process. Nothing of them is even loaded before a job is handed in or found unfinished: who only ever uses
 * `/layout-parsing` pays neither memory nor time for them.
 */
import { RectoError } from '@recto/contracts';
import type { PostJson } from '@recto/outbound';
import type { Logger } from '@recto/service-kit';
import type { RequestHandler } from 'express';
import type { PageAllowance } from '../limits/page-allowance.ts';
import type { SharedCounts } from '../limits/shared-counts.ts';
import type { JobService } from './job-service.ts';
import type { JobQueue } from './queue/job-queue.ts';
import type { QueueConnectionOptions } from './queue/queue-connection.ts';
import type { TaskEvent } from './queue/workers.ts';
import type { RunningJobs } from './start-jobs.ts';
import type { FinalState } from './store/job-records.ts';
import type { JobStore } from './store/job-store.ts';
import type { WorkParts } from './work/job-work.ts';
import type { JobWorkerOptions } from './work/job-worker.ts';

export interface JobsConfig {
  readonly queue: QueueConnectionOptions & { readonly namespace: string };
  readonly retention: {
    readonly ms: number;
    readonly maxBytes: number | null;
    readonly tombstoneMs: number;
  };
  /** Null: this process takes no tasks. */
  readonly worker: JobWorkerOptions | null;
  readonly maxQueue: number;
  readonly maxPerOwner: number | null;
  /** Of what may wait, the share that one owner may have: more than 0, up to 1. */
  readonly queueShare: number;
  /** Tasks of one owner that workers may have at once; null for any number. */
  readonly tasksPerOwner: number | null;
  readonly retryAfterSeconds: number;
  /** Bytes of documents that tasks hold open at once. */
  readonly documentBytes: number;
  /** How long tasks may take when the process stops, before they are handed back, ms. */
  readonly graceMs: number;
}

export interface JobsParts extends Pick<WorkParts, 'parts' | 'settings' | 'installed'> {
  readonly store: JobStore;
  readonly logger: Logger;
  /** Dials the callbacks that callers name. */
  readonly postJson: PostJson;
  readonly allowance: PageAllowance;
  readonly counts: SharedCounts;
  /** Told about every job that ends here and every task that has to be done again. */
  readonly observe: JobsObserver;
}

export interface JobsObserver {
  ended(state: FinalState, seconds: number): void;
  task(event: TaskEvent): void;
}

export interface Jobs {
  /** Starts the queue when it is not running. Throws RectoError job.queue_unavailable. */
  service(): Promise<JobService>;
  /** Starts the queue where there is work left from before, or others share it. What is away is tried again until it is back. */
  resume(): Promise<void>;
  /** What an operator sees of the queue under a path; starts it. Throws RectoError job.queue_unavailable. */
  board(basePath: string): Promise<RequestHandler>;
  /** Null while the queue has not been started. */
  readonly queue: JobQueue | null;
  /** What is missing of a queue that has been started, in words for an operator. */
  missing(): Promise<string[]>;
  /** Takes no more tasks; those that run end, or go back to the queue. */
  retire(): Promise<void>;
  stop(): Promise<void>;
}

export function createJobs(config: JobsConfig, parts: JobsParts): Jobs {
  const { store, logger } = parts;
  const isShared = config.queue.url !== null;
  let starting: Promise<RunningJobs> | null = null;
  let running: RunningJobs | null = null;

  const started = async (): Promise<RunningJobs> => {
    starting ??= import('./start-jobs.ts').then(({ startJobs }) => startJobs(config, parts));
    try {
      running = await starting;
      return running;
    } catch (cause) {
      // The next caller tries again.
      starting = null;
      if (cause instanceof RectoError) throw cause;
      logger.error({ err: cause }, 'the queue of jobs cannot be started');
      throw new RectoError('job.queue_unavailable', { cause });
    }
  };

  let failedToResume = false;
  let again: NodeJS.Timeout | undefined;
  const resume = async (): Promise<void> => {
    try {
      if (isShared || (await hasUnfinished(store))) await started();
      failedToResume = false;
    } catch (err) {
      failedToResume = true;
      logger.warn({ err, againInMs: resumePauseMs }, 'jobs cannot be taken up');
      if (retiring === null) again = setTimeout(resume, resumePauseMs);
    }
  };

  let retiring: Promise<void> | null = null;
  const retire = () => {
    clearTimeout(again);
    retiring ??= (async () => {
      const last = await starting?.catch(() => null);
      await last?.worker?.stop(config.graceMs);
    })();
    return retiring;
  };

  return {
    resume,
    retire,
    get queue() {
      return running?.queue ?? null;
    },
    service: async () => (await started()).service,
    board: async (basePath) => {
      const { queue } = await started();
      // Whoever looks is told that it is away, and does not wait for it.
      await queue.levels();
      return queue.board(basePath);
    },
    missing: async () => {
      if (running === null) return isShared || failedToResume ? ['the queue of jobs cannot be reached'] : [];
      const [queueAnswers, storeWritable] = await Promise.all([
        isFine(running.queue.levels()),
        isFine(store.blobs.checkWritable(AbortSignal.timeout(checkMs))),
      ]);
      return [
        ...(queueAnswers ? [] : ['the queue of jobs cannot be reached']),
        ...(storeWritable ? [] : ['the store of jobs cannot be written']),
      ];
    },
    stop: async () => {
      await retire();
      await running?.queue.close();
    },
  };
}

const resumePauseMs = 5000;

/** A store that takes longer to take an empty file is as good as away. */
const checkMs = 5000;

const isFine = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );

async function hasUnfinished(store: JobStore): Promise<boolean> {
  for await (const _ of store.unfinished(new AbortController().signal)) return true;
  return false;
}
