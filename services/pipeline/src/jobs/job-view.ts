/** What a caller is told about a job, from what the store and the queue know. */
import { errorCatalogue, type JobDelivery, type JobView } from '@recto/contracts';
import type { QueuedJob } from './queue/job-queue.ts';
import type { JobError, JobOutcome, JobRecord } from './store/job-records.ts';

export interface Known {
  readonly record: JobRecord;
  /** Null until the job has ended. */
  readonly outcome: JobOutcome | null;
  /** Null when it has ended. */
  readonly queued: QueuedJob | null;
  /** Pages of the answer; null until the document was opened. */
  readonly total: number | null;
  /** Null for a job without a callback. */
  readonly deliveries?: readonly JobDelivery[] | null;
}

export function viewOf({ record, outcome, queued, total, deliveries = null }: Known): JobView {
  const { id, priority, createdAt, input } = record;
  const startedAt = outcome?.startedAt ?? queued?.startedAt ?? null;
  return {
    id,
    // Between two tasks, or about to be brought back to the queue, a job that began is running.
    state: outcome?.state ?? (queued?.state === 'running' || startedAt !== null ? 'running' : 'queued'),
    priority,
    createdAt: iso(createdAt),
    startedAt: startedAt === null ? null : iso(startedAt),
    finishedAt: outcome ? iso(outcome.finishedAt) : null,
    expiresAt: outcome ? iso(outcome.expiresAt) : null,
    input: { bytes: input.bytes, sha256: input.sha256 },
    ...(outcome ? finalCounts(outcome) : countsOf(queued, total)),
    queuePosition: outcome ? null : (queued?.position ?? null),
    etaSeconds: outcome || queued === null ? null : etaSeconds(queued, total),
    timings: outcome?.timings ?? {},
    failures: outcome?.failures ?? [],
    error: outcome?.error ? failureOf(outcome.error) : null,
    ...(deliveries && { deliveries }),
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();

function finalCounts(outcome: JobOutcome): Pick<JobView, 'pages' | 'blocks'> {
  const { pagesTotal: total, pagesDone: done, blocksDone, failures } = outcome;
  const failed = new Set(failures.filter(({ block }) => block === undefined).map(({ page }) => page)).size;
  return { pages: { total, rendered: done, recognised: done, done, failed }, blocks: { done: blocksDone } };
}

function countsOf(queued: QueuedJob | null, total: number | null): Pick<JobView, 'pages' | 'blocks'> {
  const { rendered = 0, recognised = 0, done = 0, failed = 0, blocks = 0 } = queued?.progress ?? {};
  return { pages: { total, rendered, recognised, done, failed }, blocks: { done: blocks } };
}

/** At the pace so far. */
function etaSeconds({ startedAt, progress }: QueuedJob, total: number | null): number | null {
  if (startedAt === null || total === null || progress.done === 0) return null;
  const perPage = (Date.now() - startedAt) / progress.done;
  return Math.ceil((perPage * Math.max(0, total - progress.done)) / 1000);
}

const failureOf = ({ code, message, page, block }: JobError): JobView['error'] => ({
  code,
  message,
  retryable: errorCatalogue[code].retryable,
  ...(page !== undefined && { page }),
  ...(block !== undefined && { block }),
});
