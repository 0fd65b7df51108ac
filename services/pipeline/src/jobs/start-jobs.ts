/** The jobs of this process, wired: queue, work and what callers see of them. */
import { createKeySlots } from '../limits/key-slots.ts';
import { createComplaints } from '../observability/complaints.ts';
import type { JobsConfig, JobsParts } from './create-jobs.ts';
import { createJobService, type JobService } from './job-service.ts';
import { createJobQueue, type JobQueue } from './queue/job-queue.ts';
import { openQueueConnection } from './queue/queue-connection.ts';
import type { OwnerLimit } from './queue/turnstile.ts';
import { createdAt } from './store/job-store.ts';
import { createRetention } from './store/retention.ts';
import { createConclude } from './work/conclude.ts';
import { createDeliverWebhook } from './work/deliver-webhook.ts';
import type { WorkParts } from './work/job-work.ts';
import { type JobWorker, startJobWorker } from './work/job-worker.ts';
import { createOpenDocuments } from './work/open-documents.ts';

export interface RunningJobs {
  readonly service: JobService;
  readonly queue: JobQueue;
  /** Null where this process takes no tasks. */
  readonly worker: JobWorker | null;
}

/** Throws what the place of the queue says, RectoError job.queue_unavailable among it. */
export async function startJobs(config: JobsConfig, parts: JobsParts): Promise<RunningJobs> {
  const { store, logger, observe } = parts;
  const connection = await openQueueConnection(config.queue);
  const onError = createComplaints(logger, 'the queue of jobs complains');
  const queue = await createJobQueue({
    connection,
    namespace: config.queue.namespace,
    onError,
    onTask: observe.task,
  });
  const conclude = createConclude({
    store,
    queue,
    retentionMs: config.retention.ms,
    onEnd: (id, { state, error, finishedAt }) => {
      observe.ended(state, (finishedAt - createdAt(id)) / 1000);
      logger.info({ job: id, state, code: error?.code }, 'job ended');
    },
  });
  const service = createJobService({ ...config, store, queue, conclude });
  const work: WorkParts = {
    ...parts,
    documents: createOpenDocuments(store, parts.parts, config.documentBytes),
    conclude,
    tell: queue.tell,
    deliver: createDeliverWebhook({ store, postJson: parts.postJson }),
    limit: config.tasksPerOwner === null ? null : ownerLimit(config.tasksPerOwner, parts),
  };
  const retention = createRetention(store, config.retention);
  const worker =
    config.worker && (await startJobWorker({ ...work, queue, retention, logger }, config.worker));
  return { service, queue, worker };
}

function ownerLimit(tasks: number, { counts, store }: Pick<JobsParts, 'counts' | 'store'>): OwnerLimit {
  return {
    enter: createKeySlots(counts, tasks).enter,
    jobsOf: (owner) => store.openJobs(owner, new AbortController().signal),
  };
}
