/** The middle of a job: pages of one range that are not in the store yet are parsed, each going there as soon as it is done. */
import { RectoError } from '@recto/contracts';
import { spoolFailedPage, type Walk } from '../../conductor/parse-page.ts';
import { type PageEnds, type PagePlace, parsePages, placedError } from '../../conductor/parse-pages.ts';
import { createStageClock } from '../../conductor/stage-clock.ts';
import type { RangeTask } from '../queue/workers.ts';
import type { JobTask, WorkParts } from './job-work.ts';
import { learnEdges } from './learn-edges.ts';

/**
 * Throws RectoError with the first failure that ends the job, and any retryable one when the range shall be tried again; the
 * signal's reason.
 */
export async function parseRange(
  { record: { id, callback }, settings, plan }: JobTask,
  task: RangeTask,
  { store, parts, documents, tell }: WorkParts,
  signal: AbortSignal,
): Promise<void> {
  const finished = await store.pagesDone(id, task, signal);
  const places: PagePlace[] = [];
  for (let pageNumber = task.first; pageNumber < task.end; pageNumber += 1) {
    if (!finished.has(pageNumber)) places.push({ index: plan.pages[pageNumber] as number, pageNumber });
  }
  const progress = createProgress(task, finished.size);
  progress.tell();
  if (places.length === 0) return;

  /** The page is done, whether or not the queue can take the news of it: what it cannot is told with the end of the job. */
  const tellOf = async (page: number) => {
    if (callback === 'pages and end') await tell([{ id, event: 'job.page', page }]).catch(() => {});
  };

  const source = { id, bytes: plan.inputBytes, settings: settings.ofPages };
  await documents.use(source, signal, async (document, runningHeads) => {
    if (parts.refinement !== null) await learnEdges({ id, plan, places }, runningHeads, store, signal);
    const spool = await parts.spool.open();
    const walk: Walk = {
      document,
      settings: settings.ofPages,
      parts,
      turn: parts.scheduler.enter('background'),
      spool,
      clock: createStageClock((step, ms) => {
        parts.observe.step(step, ms);
        progress.step(step);
      }),
      runningHeads,
      deliver: parts.outputFiles?.forRequest(id) ?? null,
    };
    let again: RectoError | null = null;
    const ends: PageEnds = {
      done: async ({ pageNumber }, page) => {
        const failure = page.failures.find(({ retryable }) => retryable);
        if (failure && !task.isLast) {
          again ??= new RectoError('vlm.failed', { message: failure.message, page: pageNumber });
          return;
        }
        await store.putPage(id, pageNumber, page, spool, signal);
        progress.done(page.blocks);
        await tellOf(pageNumber);
      },
      failed: async (place, error) => {
        if (error.retryable && !task.isLast) {
          again ??= error;
          return;
        }
        if (settings.asked.recognition.onError === 'strict') throw placedError(error, place);
        const page = await spoolFailedPage(walk, place, error);
        await store.putPage(id, place.pageNumber, page, spool, signal);
        progress.failed();
        await tellOf(place.pageNumber);
      },
    };
    try {
      await parsePages(walk, places, ends, signal);
    } finally {
      await spool.close();
    }
    if (again !== null) throw again;
  });
}

/** Pages that an earlier attempt finished count as they did then, but for their blocks. */
function createProgress(task: RangeTask, before: number) {
  const counts = { rendered: before, recognised: before, done: before, blocks: 0, failed: 0 };
  const tell = () => task.report({ ...counts });
  return {
    tell,
    step: (step: string) => {
      if (step === 'render') counts.rendered += 1;
      else if (step === 'recognise') counts.recognised += 1;
      else return;
      tell();
    },
    done: (blocks: number) => {
      counts.done += 1;
      counts.blocks += blocks;
      tell();
    },
    failed: () => {
      counts.failed += 1;
      counts.done += 1;
      tell();
    },
  };
}
