/** The end of a job, written once: whoever comes first decides, and everybody else is told. */
import { type BlockFailure, type OutputFormat, RectoError } from '@recto/contracts';
import { asRectoError } from '@recto/service-kit';
import type { StepTimes } from '../../conductor/stage-clock.ts';
import type { JobQueue } from '../queue/job-queue.ts';
import type { FinalState, JobError, JobOutcome, JobTimings } from '../store/job-records.ts';
import { createdAt, type JobStore } from '../store/job-store.ts';

export interface Ending {
  readonly state: FinalState;
  readonly error?: RectoError;
  readonly pagesTotal?: number;
  readonly pagesDone?: number;
  readonly blocksDone?: number;
  readonly failures?: readonly BlockFailure[];
  readonly formats?: readonly OutputFormat[];
  readonly timings?: StepTimes;
}

/** True for the call that decided. Rejects with the signal's reason. */
export type Conclude = (id: string, ending: Ending, signal: AbortSignal) => Promise<boolean>;

export interface ConcludeParts {
  readonly store: JobStore;
  readonly queue: Pick<JobQueue, 'state' | 'announce' | 'withdraw' | 'tell'>;
  /** Results are kept so long after the end, ms. */
  readonly retentionMs: number;
  /** Told about every end that was decided here. */
  readonly onEnd: (id: string, outcome: JobOutcome) => Promise<void> | void;
}

export const createConclude =
  ({ store, queue, retentionMs, onEnd }: ConcludeParts): Conclude =>
  async (id, ending, signal) => {
    const finishedAt = Date.now();
    const reached = await queue.state(id).catch(() => null);
    const startedAt = reached?.startedAt ?? null;
    const outcome: JobOutcome = {
      state: ending.state,
      finishedAt,
      expiresAt: finishedAt + retentionMs,
      error: ending.error ? jobError(ending.error) : null,
      pagesTotal: ending.pagesTotal ?? null,
      pagesDone: ending.pagesDone ?? reached?.progress.done ?? 0,
      blocksDone: ending.blocksDone ?? reached?.progress.blocks ?? 0,
      failures: ending.failures ?? [],
      formats: ending.formats ?? [],
      startedAt,
      timings: inWholeMs({ ...waited(id, startedAt, ending.timings), ...ending.timings }),
    };
    const decided = await store.conclude(id, outcome, signal);
    if (decided) await onEnd(id, outcome);
    // The end is on disk: a queue that is away does not change it, and workers look there, too.
    const early = ending.state === 'cancelled' || ending.state === 'failed';
    await (early ? queue.withdraw(id) : queue.announce(id)).catch(() => {});
    // Whoever hears of the end stops the tasks of the job, the one that decided it among them: its signal does not count any more.
    // What does not succeed here is done when unfinished jobs are looked at.
    await wrapUp(id, { store, queue }, AbortSignal.timeout(wrapUpMs)).catch(() => {});
    return decided;
  };

/** Until its pages were begun, without what was done for it meanwhile. */
function waited(id: string, startedAt: number | null, { fetch = 0, open = 0 }: StepTimes = {}): JobTimings {
  return startedAt === null ? {} : { queue: Math.max(0, startedAt - createdAt(id) - fetch - open) };
}

const inWholeMs = (timings: JobTimings): JobTimings =>
  Object.fromEntries(Object.entries(timings).map(([step, ms]) => [step, Math.round(ms)]));

/** Some small writes. */
const wrapUpMs = 30_000;

/** What is left to do for a job that has ended: its callback is told, and what only its work needed is given up. */
export async function wrapUp(
  id: string,
  { store, queue }: Pick<ConcludeParts, 'store'> & { readonly queue: Pick<JobQueue, 'tell'> },
  signal: AbortSignal,
): Promise<void> {
  const record = await store.record(id, signal);
  if (record === null) return;
  if (record.callback === 'pages and end') await tellOfPages(id, { store, queue }, signal);
  if (record.callback !== 'nothing') await queue.tell([{ id, event: 'job.finished', page: null }]);
  await store.tidy(record, signal);
}

/** Pages are told of as they are done. A worker that died, or a queue that was away, leaves some that never were. */
async function tellOfPages(
  id: string,
  { store, queue }: Pick<ConcludeParts, 'store'> & { readonly queue: Pick<JobQueue, 'tell'> },
  signal: AbortSignal,
): Promise<void> {
  const done = await store.pagesDone(id, { first: 0, end: Number.POSITIVE_INFINITY }, signal);
  const heard = await store.pagesHeard(id, signal);
  const missing = [...done].filter((page) => !heard.has(page));
  await queue.tell(missing.map((page) => ({ id, event: 'job.page' as const, page })));
}

function jobError(thrown: RectoError): JobError {
  const { code, message, page, block } = asRectoError(thrown);
  return { code, message, page, block };
}

export const toRectoError = ({ code, message, page, block }: JobError): RectoError =>
  new RectoError(code, {
    message,
    ...(page !== undefined && { page }),
    ...(block !== undefined && { block }),
  });
