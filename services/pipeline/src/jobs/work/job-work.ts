/**
 * What the tasks of the queue do. Each begins by asking the store whether its job has ended, so that a task that comes late, twice or
 * after a crash does no harm; failures that will not pass end the job, the others are the queue's to try again.
 */
import { RectoError } from '@recto/contracts';
import { asRectoError } from '@recto/service-kit';
import type { InstalledModels } from '../../conductor/parse-settings.ts';
import type { ConductorParts } from '../../conductor/parts.ts';
import type { PipelineSettings } from '../../conductor/pipeline-settings.ts';
import type { PageAllowance } from '../../limits/page-allowance.ts';
import type { JobQueue } from '../queue/job-queue.ts';
import { type OwnerLimit, TaskDeferred } from '../queue/turnstile.ts';
import type { QueueWork, RangeTask } from '../queue/workers.ts';
import type { JobOrder, JobPlan, JobRecord } from '../store/job-records.ts';
import type { JobStore } from '../store/job-store.ts';
import type { Conclude } from './conclude.ts';
import type { DeliverWebhook } from './deliver-webhook.ts';
import { finishDocument } from './finish-document.ts';
import { type JobSettings, jobSettings } from './job-settings.ts';
import type { OpenDocuments } from './open-documents.ts';
import { parseRange } from './parse-range.ts';
import { splitDocument } from './split-document.ts';

export interface WorkParts {
  readonly store: JobStore;
  readonly parts: ConductorParts;
  readonly documents: OpenDocuments;
  readonly settings: PipelineSettings;
  readonly installed: InstalledModels;
  readonly conclude: Conclude;
  readonly tell: JobQueue['tell'];
  readonly deliver: DeliverWebhook;
  /** Pages that the owner of a job may have parsed in a minute. */
  readonly allowance: PageAllowance;
  /** Tasks of one owner at once; null for any number. */
  readonly limit: OwnerLimit | null;
}

/** A job that somebody works on. */
export interface JobTask {
  readonly record: JobRecord;
  readonly order: JobOrder;
  readonly settings: JobSettings;
  readonly plan: JobPlan;
}

const emptyPlan: JobPlan = { pages: [], type: 'pdf', inputBytes: 0, ranges: [] };

export function createJobWork(work: WorkParts): QueueWork {
  const { store, conclude } = work;

  /** Null when there is nothing left to do. */
  const taskOf = async (id: string, signal: AbortSignal): Promise<JobTask | null> => {
    if ((await store.outcome(id, signal)) !== null) return null;
    const [record, order, plan] = await Promise.all([
      store.record(id, signal),
      store.order(id, signal),
      store.plan(id, signal),
    ]);
    if (record === null || order === null) return null;
    const settings = jobSettings(order, work.settings, work.installed);
    return { record, order, settings, plan: plan ?? emptyPlan };
  };

  /** Runs one task of a job; what will not pass, or will not be tried again, is the end of the job. */
  const attempt = async <T>(
    id: string,
    isLast: boolean,
    signal: AbortSignal,
    run: (task: JobTask) => Promise<T>,
  ): Promise<T | null> => {
    try {
      const task = await taskOf(id, signal);
      return task && (await run(task));
    } catch (thrown) {
      signal.throwIfAborted();
      if (thrown instanceof TaskDeferred) throw thrown;
      const error = asRectoError(thrown);
      const isOver = isLast || (thrown instanceof RectoError && !error.retryable);
      if (!isOver) throw error;
      await conclude(id, { state: 'failed', error }, signal);
      return null;
    }
  };

  return {
    limit: work.limit,
    split: (id, isLast, signal) =>
      attempt(id, isLast, signal, async (task) => ({
        ranges: await splitDocument(task, work, signal),
        owner: task.record.owner,
        priority: task.record.priority,
      })),
    range: async (task, signal) => {
      await attempt(task.id, task.isLast, signal, async (job) => {
        await countPages(job, task, work, signal);
        await parseRange(job, task, work, signal);
      });
    },
    finish: async (id, isLast, signal) => {
      await attempt(id, isLast, signal, async (task) => {
        await conclude(id, await finishDocument(task, work, signal), signal);
      });
    },
    tell: work.deliver,
  };
}

/** Once for each range, however often it is tried. Throws TaskDeferred while its owner may begin no more pages. */
async function countPages(
  { record: { id, owner } }: JobTask,
  task: RangeTask,
  { store, allowance }: WorkParts,
  signal: AbortSignal,
): Promise<void> {
  const { msPerJobPage } = allowance;
  if (msPerJobPage === null || task.isCounted) return;
  const waitMs = await allowance.take(owner, task.end - task.first, 'job');
  if (waitMs === 0) return task.counted();
  // The pages in front of it go first: it need not ask again before they can have been done.
  const done = await store.pagesDone(id, { first: 0, end: task.first }, signal);
  throw new TaskDeferred(waitMs + (task.first - done.size) * msPerJobPage);
}
