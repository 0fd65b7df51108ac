/** The last task of a job: all pages together are restructured, exported and written down as one document. */
import { RectoError } from '@recto/contracts';
import { describePages, throwIfAllFailed } from '../../conductor/document-pages.ts';
import { exportSpooled } from '../../conductor/export-spooled.ts';
import type { Finishing, ParsedPage } from '../../conductor/parse-page.ts';
import { restructureSpooled } from '../../conductor/restructure-spooled.ts';
import { createStageClock, sumOfTimes } from '../../conductor/stage-clock.ts';
import { markdownStyle } from '../../result/page-markdown.ts';
import { storeDocument } from '../store/stored-document.ts';
import { createJobSpool } from '../store/stored-spool.ts';
import type { Ending } from './conclude.ts';
import type { JobTask, WorkParts } from './job-work.ts';

/** Headers of pages read at once. */
const readsAtOnce = 8;

/** How the job ends. Throws RectoError; the signal's reason. */
export async function finishDocument(
  { record: { id }, settings, plan }: JobTask,
  { store, parts }: WorkParts,
  signal: AbortSignal,
): Promise<Ending> {
  const done = await store.pagesDone(id, { first: 0, end: plan.pages.length }, signal);
  if (done.size < plan.pages.length) throw new RectoError('job.lost');
  const pages = await inOrder(plan.pages.length, (page) => store.page(id, page, signal));
  throwIfAllFailed(pages);

  const clock = createStageClock(parts.observe.step);
  const spool = createJobSpool(store.blobs, await parts.spool.open(), signal);
  try {
    const finishing: Finishing = {
      settings: settings.ofPages,
      parts,
      turn: parts.scheduler.enter('background'),
      spool,
      clock,
      deliver: parts.outputFiles?.forRequest(id) ?? null,
    };
    const restructured = await restructureSpooled(finishing, pages, signal);
    const exported = await exportSpooled({ ...finishing, settings: settings.asked }, restructured, signal);
    const sizes = pages.map(({ size }) => size);
    const dataInfo = describePages(plan.type, sizes);
    const exportMeans = {
      style: markdownStyle(settings.asked),
      formats: settings.ofPages.exports?.formats ?? [],
    };
    const timings = sumOfTimes([
      plan.timings ?? {},
      ...pages.map((page) => page.timings),
      Object.fromEntries(clock.totals),
    ]);
    const document = { ...exported, dataInfo, timings, exportMeans };
    await storeDocument(store.blobs, id, document, spool, signal);
    const failures = pages.flatMap((page) => page.failures);
    return {
      state: failures.length > 0 ? 'partial' : 'succeeded',
      pagesTotal: pages.length,
      pagesDone: pages.length,
      blocksDone: pages.reduce((sum, { blocks }) => sum + blocks, 0),
      failures,
      formats: [...(exported.exports?.keys() ?? [])],
      timings,
    };
  } finally {
    await spool.close();
  }
}

async function inOrder(count: number, read: (page: number) => Promise<ParsedPage>): Promise<ParsedPage[]> {
  const pages: ParsedPage[] = new Array(count);
  let next = 0;
  const workers = Array.from({ length: readsAtOnce }, async () => {
    while (next < count) {
      const page = next;
      next += 1;
      pages[page] = await read(page);
    }
  });
  await Promise.all(workers);
  return pages;
}
