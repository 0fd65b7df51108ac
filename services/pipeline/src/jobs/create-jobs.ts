/**
 * The jobs of this process, wired. Nothing of it starts before a job is handed in or found unfinished: who only ever uses
 * `/layout-parsing` pays neither memory nor time for it.
 */
import { createHash } from 'node:crypto';
import { RectoError } from '@recto/contracts';
import type { Logger } from '@recto/service-kit';
import { createJobService, type JobService } from './job-service.ts';
import { createJobQueue, type JobQueue } from './queue/job-queue.ts';
import { openQueueConnection, type QueueConnectionOptions } from './queue/queue-connection.ts';
import type { JobStore } from './store/job-store.ts';
import { createRetention } from './store/retention.ts';
import { createConclude } from './work/conclude.ts';
import type { WorkParts } from './work/job-work.ts';
import { type JobWorker, type JobWorkerOptions, startJobWorker } from './work/job-worker.ts';
import { createOpenDocuments } from './work/open-documents.ts';

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
  readonly retryAfterSeconds: number;
  /** How long tasks may take when the process stops, before they are handed back, ms. */
  readonly graceMs: number;
}

export interface JobsParts extends Pick<WorkParts, 'parts' | 'settings' | 'installed'> {
  readonly store: JobStore;
  readonly logger: Logger;
}

export interface Jobs {
  /** Starts the queue when it is not running. Throws RectoError job.queue_unavailable. */
  service(): Promise<JobService>;
  /** Starts the queue where there is work left from before, or others share it. */
  resume(): Promise<void>;
  /** Null while the queue has not been started. */
  readonly queue: JobQueue | null;
  stop(): Promise<void>;
}

interface Running {
  readonly service: JobService;
  readonly queue: JobQueue;
  readonly worker: JobWorker | null;
}

export function createJobs(config: JobsConfig, parts: JobsParts): Jobs {
  const { store, logger } = parts;
  let starting: Promise<Running> | null = null;
  let running: Running | null = null;

  const start = async (): Promise<Running> => {
    const connection = await openQueueConnection(config.queue);
    const onError = (err: Error) => logger.warn({ err }, 'the queue of jobs complains');
    const queue = await createJobQueue({ connection, namespace: config.queue.namespace, onError });
    const conclude = createConclude({
      store,
      queue,
      retentionMs: config.retention.ms,
      onEnd: (id, { state, error }) => logger.info({ job: id, state, code: error?.code }, 'job ended'),
    });
    const service = createJobService({ ...config, store, queue, conclude });
    const work: WorkParts = { ...parts, documents: createOpenDocuments(store, parts.parts), conclude };
    const retention = createRetention(store, config.retention);
    const worker =
      config.worker && (await startJobWorker({ ...work, queue, retention, logger }, config.worker));
    return { service, queue, worker };
  };

  const started = async (): Promise<Running> => {
    starting ??= start();
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

  return {
    get queue() {
      return running?.queue ?? null;
    },
    service: async () => (await started()).service,
    resume: async () => {
      if (config.queue.url !== null || (await hasUnfinished(store))) await started();
    },
    stop: async () => {
      const last = await starting?.catch(() => null);
      await last?.worker?.stop(config.graceMs);
      await last?.queue.close();
    },
  };
}

async function hasUnfinished(store: JobStore): Promise<boolean> {
  for await (const _ of store.unfinished(new AbortController().signal)) return true;
  return false;
}

/** Whose jobs are whose: a key stands for its owner, and cannot be told from its name in the store. */
export const ownerOf = (apiKey: string | null): string =>
  apiKey === null ? 'anyone' : createHash('sha256').update(`owner\n${apiKey}`).digest('hex').slice(0, 32);
