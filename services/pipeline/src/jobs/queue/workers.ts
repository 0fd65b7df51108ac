/** The part of the queue that does its work: takes tasks, keeps them locked, stops them, hands them back. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobEventName, JobPriority } from '@recto/contracts';
import {
  type BackendClasses,
  type ConnectionOptions,
  DelayedError,
  type IQueueBackend,
  type Job,
  type JobProgress,
  WaitingChildrenError,
  WaitingError,
  type Worker,
} from 'bullmq';
import { connected } from './in-time.ts';
import type { RangeProgress } from './job-queue.ts';
import { turnOf } from './range-turns.ts';
import {
  createTurnstile,
  NoSlot,
  type OwnedTask,
  type OwnerLimit,
  TaskDeferred,
  type Turnstile,
} from './turnstile.ts';

export interface PageRange {
  /** Pages of the answer, from 0: first and the one after the last. */
  readonly first: number;
  readonly end: number;
}

export interface RangeTask extends PageRange {
  readonly id: string;
  /** Nobody will try again after this. */
  readonly isLast: boolean;
  /** Its pages count for the limit of its owner already. */
  readonly isCounted: boolean;
  /** Says so to whoever tries again. */
  counted(): Promise<void>;
  report(progress: RangeProgress): void;
}

export interface Split {
  readonly ranges: readonly PageRange[];
  readonly owner: string;
  readonly priority: JobPriority;
}

/** Something to tell a job's callback. */
export interface WebhookMessage {
  readonly deliveryId: string;
  readonly id: string;
  readonly event: JobEventName;
  /** Of the answer, from 0; null where it is about the whole job. */
  readonly page: number | null;
}

/**
 * Each rejects with the signal's reason, a TaskStopped, when it fires, and with TaskDeferred when its time has not come; any other error
 * means "try again later".
 */
export interface QueueWork {
  /** How many tasks of one owner may be under way; null for any number. */
  readonly limit: OwnerLimit | null;
  /** Opens a document; null when there is nothing to do for it. */
  split(id: string, isLast: boolean, signal: AbortSignal): Promise<Split | null>;
  range(task: RangeTask, signal: AbortSignal): Promise<void>;
  /** Puts a document together, every range having been tried. */
  finish(id: string, isLast: boolean, signal: AbortSignal): Promise<void>;
  tell(message: WebhookMessage, signal: AbortSignal): Promise<void>;
}

export interface WorkersOptions {
  readonly documentsAtOnce: number;
  readonly rangesAtOnce: number;
  /** A task whose worker was silent for so long is given to another, ms. */
  readonly lockMs: number;
}

export interface QueueWorkers {
  /** Jobs with tasks under way here. */
  running(): ReadonlySet<string>;
  /** Stops what runs of a job that somebody concluded. */
  stopJob(id: string): void;
  /** Takes nothing new; what still runs after `graceMs` is handed back to the queue. */
  stop(graceMs: number): Promise<void>;
}

/** What happens to tasks that do not end at their first attempt. */
export type TaskEvent = 'stalled' | 'retried' | 'handed_back' | 'deferred';

/** Its job has ended; the process stops; another worker has it. */
type StopReason = 'concluded' | 'hand back' | 'lost';

/** The reason of the signal of a task that was told to stop. */
export class TaskStopped extends Error {
  readonly why: StopReason;
  constructor(why: StopReason) {
    super(`the task was stopped: ${why}`);
    this.why = why;
  }
}

interface RangeData extends PageRange, OwnedTask {
  readonly id: string;
  readonly isCounted?: boolean;
}

type Bull = BackendClasses<IQueueBackend, ConnectionOptions>;
type BullQueue = InstanceType<Bull['Queue']>;
type BullWorker = Worker<unknown, void, string, IQueueBackend, JobProgress, ConnectionOptions>;

interface Parts {
  readonly bull: Bull;
  readonly names: { readonly documents: string; readonly ranges: string; readonly webhooks: string };
  readonly options: { readonly connection: ConnectionOptions; readonly prefix: string };
  readonly documents: BullQueue;
  readonly ranges: BullQueue;
  readonly onError: (error: Error) => void;
  readonly onTask: (event: TaskEvent) => void;
}

/** A document that ends the process of whoever touches it must not end them all day long. */
const maxStalledCount = 20;
/** 1, 2, 4 … seconds: a recognition server may be away for four minutes. */
const rangeRetries = { attempts: 9, backoff: { type: 'exponential', delay: 1000 } } as const;
/** Stacks name places of this machine, and the log has them. */
export const noStacks = { stackTraceLimit: 0 };
/** Finished entries stay so long (s) for questions that come late; the store knows the rest. */
export const keptEntries = { age: 3600, count: 10_000 };
const progressMs = 300;
/** A queue that is away takes nothing back: after so long a worker leaves its tasks to their locks, which run out, ms. */
const goodbyeMs = 5000;
/** A callback that answers slowly holds up nobody but a few others. */
const webhooksAtOnce = 8;

export async function startWorkers(
  { bull, names, options, documents, ranges, onError, onTask }: Parts,
  work: QueueWork,
  { documentsAtOnce, rangesAtOnce, lockMs }: WorkersOptions,
): Promise<QueueWorkers> {
  const settings = {
    ...options,
    lockDuration: lockMs,
    stalledInterval: Math.max(500, lockMs / 3),
    maxStalledCount,
    drainDelay: 2,
  };
  /** Tasks that end when their job does. What tells a callback of that end is not among them. */
  const running = new Map<string, BullWorker>();
  const turnstileOf = (queue: BullQueue) => createTurnstile(queue, work.limit, jobOfTask, onError);

  /**
   * A processor around which a task can be stopped and handed back.
   * @param turnstile of the tasks that a job consists of; null for what is only told of it
   */
  const task =
    (
      workerOf: () => BullWorker,
      turnstile: Turnstile | null,
      process: (job: Job<unknown, void>, token: string, signal: AbortSignal) => Promise<void>,
    ) =>
    // BullMQ counts parameters: without a third it gives no signal, and one with a default does not count.
    async (job: Job<unknown, void>, token?: string, cancelled?: AbortSignal): Promise<void> => {
      const taskId = job.id as string;
      const stop = new AbortController();
      cancelled?.addEventListener('abort', () => stop.abort(new TaskStopped(cancelled.reason)), {
        once: true,
      });
      if (turnstile !== null) running.set(taskId, workerOf());
      try {
        const run = () => process(job, token as string, stop.signal);
        await (turnstile ? turnstile.pass(job.data as OwnedTask, run) : run());
      } catch (error) {
        const why: StopReason | null = stop.signal.aborted ? stop.signal.reason.why : null;
        // Whoever concluded the job left nothing to do.
        if (why === 'concluded') return;
        if (why === 'hand back') {
          onTask('handed_back');
          await job.moveToWait(token);
          throw new WaitingError();
        }
        if (error instanceof TaskDeferred) {
          onTask('deferred');
          await job.moveToDelayed(Date.now() + error.ms, token);
          if (error instanceof NoSlot) await turnstile?.parked(job.data as OwnedTask);
          throw new DelayedError();
        }
        if (!(error instanceof WaitingChildrenError)) onTask('retried');
        throw error;
      } finally {
        running.delete(taskId);
      }
    };

  const documentTask = task(
    () => documentWorker,
    turnstileOf(documents),
    async (job, token, signal) => {
      const id = job.id as string;
      if (!wasSplit(job.data)) {
        const plan = await work.split(id, isLast(job), signal);
        if (plan === null) return;
        await addRanges(ranges, job, plan);
        await job.updateData({ ...(job.data as object), ranges: plan.ranges.length });
      }
      if (await job.moveToWaitingChildren(token)) throw new WaitingChildrenError();
      await work.finish(id, isLast(job), signal);
    },
  );

  const rangeTask = task(
    () => rangeWorker,
    turnstileOf(ranges),
    async (job, _token, signal) => {
      const data = job.data as RangeData;
      const { id, first, end, isCounted = false } = data;
      const counted = () => job.updateData({ ...data, isCounted: true });
      const progress = throttled(progressMs, (newest: RangeProgress) => {
        job.updateProgress({ ...newest }).catch(onError);
      });
      try {
        const attempt = { isLast: isLast(job), isCounted, counted };
        await work.range({ id, first, end, ...attempt, report: progress.push }, signal);
      } finally {
        progress.flush();
      }
    },
  );

  const documentWorker: BullWorker = new bull.Worker<unknown, void>(names.documents, documentTask, {
    ...settings,
    concurrency: documentsAtOnce,
  });
  const rangeWorker: BullWorker = new bull.Worker<unknown, void>(names.ranges, rangeTask, {
    ...settings,
    concurrency: rangesAtOnce,
  });
  const webhookTask = task(
    () => webhookWorker,
    null,
    (job, _token, signal) => work.tell(job.data as WebhookMessage, signal),
  );
  const webhookWorker: BullWorker = new bull.Worker<unknown, void>(names.webhooks, webhookTask, {
    ...settings,
    concurrency: webhooksAtOnce,
  });
  const workers = [documentWorker, rangeWorker, webhookWorker];
  for (const worker of workers) {
    worker.on('error', onError);
    worker.on('stalled', () => onTask('stalled'));
    // Somebody else has the task by now.
    worker.on('lockRenewalFailed', (ids) => {
      for (const id of ids) worker.cancelJob(id, 'lost' satisfies StopReason);
    });
  }
  await connected(workers);

  return {
    running: () => new Set([...running.keys()].map(jobOfTask)),
    stopJob: (id) => {
      for (const [taskId, worker] of running)
        if (jobOfTask(taskId) === id) worker.cancelJob(taskId, 'concluded' satisfies StopReason);
    },
    stop: async (graceMs) => {
      const timer = setTimeout(() => {
        for (const worker of workers) worker.cancelAllJobs('hand back' satisfies StopReason);
      }, graceMs);
      const closed = Promise.all(workers.map((worker) => worker.close()));
      const waitMs = (running.size > 0 ? graceMs : 0) + goodbyeMs;
      await Promise.race([closed, sleep(waitMs, undefined, { ref: false })]);
      clearTimeout(timer);
    },
  };
}

export const wasSplit = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && 'ranges' in data;

const isLast = ({ attemptsMade, opts }: Pick<Job, 'attemptsMade' | 'opts'>): boolean =>
  attemptsMade + 1 >= (opts.attempts ?? 1);

/** `<job>` of a document, `<job>.<name>` of its ranges and messages. */
export const taskIdOf = (id: string, name: number | string): string => `${id}.${name}`;
export const jobOfTask = (taskId: string): string => taskId.split('.')[0] as string;

async function addRanges(
  queue: BullQueue,
  document: Job<unknown, void>,
  { ranges, owner, priority }: Split,
): Promise<void> {
  const [head] = await queue.getPrioritized(0, 0);
  const now = head?.opts.priority ?? null;
  const id = document.id as string;
  await queue.addBulk(
    ranges.map((range, k) => ({
      name: 'range',
      data: { id, owner, priority, ...range } satisfies RangeData,
      opts: {
        ...rangeRetries,
        ...noStacks,
        jobId: taskIdOf(id, k),
        priority: turnOf(priority, now, k),
        // The document is put together whatever happened, and then says what is missing.
        ignoreDependencyOnFailure: true,
        removeOnComplete: keptEntries,
        removeOnFail: keptEntries,
        parent: { id, queue: document.queueQualifiedName },
      },
    })),
  );
}

/** Passes on the newest value at most every so many ms, and the last one when it is flushed. */
function throttled<T>(ms: number, pass: (value: T) => void) {
  let newest: T | null = null;
  let timer: NodeJS.Timeout | null = null;
  const flush = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (newest !== null) pass(newest);
    newest = null;
  };
  return {
    flush,
    push: (value: T) => {
      newest = value;
      timer ??= setTimeout(flush, ms);
    },
  };
}
