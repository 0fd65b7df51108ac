/**
 * Who works on what, on BullMQ: a job per document that splits it and puts it together again, and between the two a child job per
 * range of pages. Nothing here but ids, states and small numbers; what a job is and what it made is in the store.
 */
import type { JobPriority } from '@recto/contracts';
import { type Job, type JobsOptions, withBackend } from 'bullmq';
import type { RequestHandler } from 'express';
import { connected, inTime } from './in-time.ts';
import type { QueueConnection } from './queue-connection.ts';
import {
  jobOfTask,
  keptEntries,
  noStacks,
  type QueueWork,
  type QueueWorkers,
  startWorkers,
  type TaskEvent,
  taskIdOf,
  type WebhookMessage,
  type WorkersOptions,
  wasSplit,
} from './workers.ts';

/** How far a range of pages has come. */
export interface RangeProgress {
  readonly rendered: number;
  readonly recognised: number;
  readonly done: number;
  readonly blocks: number;
  readonly failed: number;
}

export interface QueuedJob {
  /** `ended`: nothing will happen to it any more; `gone`: the queue does not know it. */
  readonly state: 'queued' | 'running' | 'ended' | 'gone';
  /** Ranges that wait in front of it, as far as was counted; null when it runs, or its owner's turn has not come. */
  readonly position: number | null;
  /** When a worker first took it, ms since 1970. */
  readonly startedAt: number | null;
  readonly progress: RangeProgress;
}

export interface QueueableJob {
  readonly id: string;
  readonly owner: string;
  readonly priority: JobPriority;
}

export interface QueueLevels {
  readonly waitingDocuments: number;
  readonly waitingRanges: number;
  readonly activeRanges: number;
  /** Age of the range that waits longest, ms. */
  readonly oldestMs: number;
}

export interface JobQueue {
  readonly kind: QueueConnection['kind'];
  /** Adding a job that is there already changes nothing. */
  add(job: QueueableJob): Promise<void>;
  state(id: string): Promise<QueuedJob>;
  /** Takes what waits of a job out of the queue and tells every worker to stop what runs. */
  withdraw(id: string): Promise<void>;
  /** Tells whoever listens that something of a job has changed: its pages, its end. */
  announce(id: string): Promise<void>;
  /** Has callbacks of jobs told. Saying the same twice is saying it once. */
  tell(messages: readonly Omit<WebhookMessage, 'deliveryId'>[]): Promise<void>;
  /** Returns what ends the listening. */
  onChange(listener: (id: string) => void): () => void;
  levels(): Promise<QueueLevels>;
  /** Documents and ranges of these jobs that wait. */
  waitingOf(jobs: ReadonlySet<string>): Promise<number>;
  /** Pages that show the queue, to be mounted under `basePath`. */
  board(basePath: string): Promise<RequestHandler>;
  work(work: QueueWork, options: WorkersOptions): Promise<QueueWorkers>;
  close(): Promise<void>;
}

export interface JobQueueOptions {
  readonly connection: QueueConnection;
  /** Queues of different names in one Redis or database do not see each other. */
  readonly namespace: string;
  /** What BullMQ complains of in the background: a server that is away, mostly. */
  readonly onError: (error: Error) => void;
  readonly onTask: (event: TaskEvent) => void;
}

/** Documents are split in this order; after that their ranges take turns. */
const priorityOf = { high: 1, normal: 2, low: 3 } as const;

/** What is said in one go. */
const mostTold = 500;

/** 10, 20, 40 … seconds: 23 hours in all. */
const webhookOptions: JobsOptions = {
  ...noStacks,
  attempts: 14,
  backoff: { type: 'exponential', delay: 10_000 },
  removeOnComplete: keptEntries,
  removeOnFail: keptEntries,
};

const documentOptions = (id: string, priority: JobPriority): JobsOptions => ({
  ...noStacks,
  jobId: id,
  priority: priorityOf[priority],
  attempts: 5,
  backoff: { type: 'exponential', delay: 1000 },
  removeOnComplete: keptEntries,
  removeOnFail: keptEntries,
});

export async function createJobQueue({
  connection,
  namespace,
  onError,
  onTask,
}: JobQueueOptions): Promise<JobQueue> {
  const bull = withBackend(connection.factory);
  const names = {
    documents: `${namespace}-documents`,
    ranges: `${namespace}-ranges`,
    webhooks: `${namespace}-webhooks`,
  };
  // The factory knows where to connect.
  const options = { connection: {}, prefix: namespace };
  const documents = new bull.Queue(names.documents, options);
  const ranges = new bull.Queue(names.ranges, options);
  const webhooks = new bull.Queue(names.webhooks, options);
  const producer = new bull.QueueEventsProducer(names.ranges, options);
  const events = new bull.QueueEvents(names.ranges, options);
  const listeners = new Set<(id: string) => void>();
  const tell = (id: string) => {
    for (const listener of listeners) listener(id);
  };
  for (const queue of [documents, ranges, webhooks]) queue.on('error', onError);
  events.on('error', onError);
  producer.on('error', onError);
  events.on('progress', ({ jobId }) => tell(jobOfTask(jobId)));
  events.on('changed' as never, (({ jobId }: { jobId: string }) => tell(jobId)) as never);
  await connected([documents, ranges, webhooks, events]);

  const announce = (id: string) => inTime(producer.publishEvent({ eventName: 'changed', jobId: id }, 1000));

  let board: Promise<RequestHandler> | null = null;
  const shown = [
    { queue: documents, title: 'Documents', description: 'One entry per job: split, then put together' },
    { queue: ranges, title: 'Ranges', description: 'Pages of documents, by turn' },
    { queue: webhooks, title: 'Callbacks', description: 'What callers asked to be told' },
  ];

  const rangesOf = async (id: string): Promise<Job[]> => {
    const document = await documents.getJob(id);
    const count = typeof document?.data.ranges === 'number' ? document.data.ranges : 0;
    const jobs = await Promise.all(Array.from({ length: count }, (_, k) => ranges.getJob(taskIdOf(id, k))));
    return jobs.filter((job) => job !== undefined);
  };

  return {
    kind: connection.kind,
    add: async ({ id, owner, priority }) => {
      await inTime(documents.add('document', { owner, priority }, documentOptions(id, priority)));
    },
    announce,
    tell: async (messages) => {
      const tasks = messages.map((message) => {
        const deliveryId = taskIdOf(message.id, message.page === null ? 'finished' : `page-${message.page}`);
        const opts = { ...webhookOptions, jobId: deliveryId };
        return { name: message.event, data: { ...message, deliveryId }, opts };
      });
      for (let k = 0; k < tasks.length; k += mostTold) {
        await inTime(webhooks.addBulk(tasks.slice(k, k + mostTold)));
      }
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    withdraw: async (id) => {
      try {
        const document = await inTime(documents.getJob(id));
        // A document that was split ends by itself when its ranges have.
        const waiting = document && !wasSplit(document.data) ? [document] : await inTime(rangesOf(id));
        // What a worker holds cannot be removed: it is told to stop.
        await inTime(Promise.all(waiting.map((job) => job.remove().catch(() => {}))));
      } finally {
        await announce(id);
      }
    },
    state: (id) => inTime(stateOf(id)),
    levels: async () => {
      const [document, range, [oldest]] = await inTime(
        Promise.all([
          documents.getJobCounts('waiting', 'prioritized', 'delayed'),
          ranges.getJobCounts('waiting', 'prioritized', 'delayed', 'active'),
          ranges.getPrioritized(0, 0),
        ]),
      );
      const { active = 0, ...waiting } = range;
      return {
        waitingDocuments: sum(document),
        waitingRanges: sum(waiting),
        activeRanges: active,
        oldestMs: oldest ? Math.max(0, Date.now() - oldest.timestamp) : 0,
      };
    },
    waitingOf: async (jobs) => {
      const waits = (queue: typeof ranges) =>
        inTime(queue.getRanges(['waiting', 'prioritized', 'delayed'], 0, -1));
      const tasks = await Promise.all([waits(documents), waits(ranges)]);
      return tasks.flat().filter((id) => jobs.has(jobOfTask(id))).length;
    },
    board: (basePath) => {
      board ??= import('./board.ts').then(({ createBoard }) => createBoard(shown, basePath));
      return board;
    },
    work: (work, settings) =>
      startWorkers({ bull, names, options, documents, ranges, onError, onTask }, work, settings),
    close: async () => {
      const parts = [events, producer, documents, ranges, webhooks];
      // One that is away does not let go; the process ends all the same.
      await inTime(Promise.allSettled(parts.map((part) => part.close()))).catch(() => {});
      await inTime(connection.close()).catch(() => {});
    },
  };

  async function stateOf(id: string): Promise<QueuedJob> {
    const document = await documents.getJob(id);
    const state = document ? await document.getState() : 'unknown';
    if (!document || state === 'unknown') return gone;
    const ended = state === 'failed' || state === 'completed';
    const parts = await rangesOf(id);
    const startedAt = earliest(parts.filter(hasBegun));
    const waits = startedAt === null && !ended;
    return {
      state: ended ? 'ended' : waits ? 'queued' : 'running',
      position: waits ? await positionOf(id, parts.length > 0) : null,
      startedAt,
      progress: total(parts.map((part) => part.progress as Partial<RangeProgress>)),
    };
  }

  /** Null for ranges that stand in no line: they have been put off. */
  async function positionOf(id: string, isSplit: boolean): Promise<number | null> {
    const [queue, isIt] = isSplit
      ? [ranges, (other: string) => jobOfTask(other) === id]
      : [documents, (other: string) => other === id];
    const line = await queue.getRanges(['prioritized'], 0, longestLine, true);
    const place = line.findIndex(isIt);
    if (place >= 0) return place;
    return isSplit ? null : line.length;
  }
}

/** Positions beyond are not counted. */
const longestLine = 1000;

const nothing: RangeProgress = { rendered: 0, recognised: 0, done: 0, blocks: 0, failed: 0 };
const gone: QueuedJob = { state: 'gone', position: null, startedAt: null, progress: nothing };

function total(parts: readonly Partial<RangeProgress>[]): RangeProgress {
  const add = (name: keyof RangeProgress) => parts.reduce((sum, part) => sum + (part?.[name] ?? 0), 0);
  return {
    rendered: add('rendered'),
    recognised: add('recognised'),
    done: add('done'),
    blocks: add('blocks'),
    failed: add('failed'),
  };
}

/** A range that was put off was in a worker's hands, too. */
const hasBegun = ({ progress }: Job): boolean => typeof progress === 'object';

const earliest = (parts: readonly Job[]): number | null => {
  const times = parts.flatMap(({ processedOn }) => (processedOn === undefined ? [] : [processedOn]));
  return times.length === 0 ? null : Math.min(...times);
};

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((all, count) => all + count, 0);
