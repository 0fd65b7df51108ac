/** The first task of a job: its input is fetched where it lies behind a URL, opened, and its pages are split into ranges. */
import { RectoError } from '@recto/contracts';
import { choosePages } from '../../conductor/document-pages.ts';
import { fetchDocument } from '../../conductor/parse-document.ts';
import { createStageClock } from '../../conductor/stage-clock.ts';
import type { PageRange } from '../queue/workers.ts';
import type { JobPlan } from '../store/job-records.ts';
import type { JobTask, WorkParts } from './job-work.ts';

/** Ranges of one document at most: what a look at its progress costs. */
const mostRanges = 64;
/** Pages of a range at least: a range is opened, and has a turn, of its own. */
const leastPages = 4;

export const splitPages = (pages: number): PageRange[] => {
  const size = Math.max(leastPages, Math.ceil(pages / mostRanges));
  return Array.from({ length: Math.ceil(pages / size) }, (_, k) => ({
    first: k * size,
    end: Math.min((k + 1) * size, pages),
  }));
};

/** The ranges of the job. Throws RectoError file.*, image.*, url.*, pages.*, storage.*; the signal's reason. */
export async function splitDocument(
  { record, order, settings }: JobTask,
  { store, parts, documents }: WorkParts,
  signal: AbortSignal,
): Promise<readonly PageRange[]> {
  const { id } = record;
  const known = await store.plan(id, signal);
  if (known) return known.ranges.map(([first, end]) => ({ first, end }));
  const clock = createStageClock(parts.observe.step);
  const bytes = await inputBytes();
  const source = { id, bytes, settings: settings.ofPages };
  const began = performance.now();
  return documents.use(source, signal, async (document) => {
    const openMs = performance.now() - began;
    const pages = choosePages(document, settings.asked, parts);
    const ranges = splitPages(pages.length);
    const plan: JobPlan = {
      pages,
      type: document.type,
      inputBytes: bytes,
      timings: { ...Object.fromEntries(clock.totals), open: openMs },
      ranges: ranges.map(({ first, end }) => [first, end]),
    };
    await store.putPlan(id, plan, signal);
    return ranges;
  });

  async function inputBytes(): Promise<number> {
    if (order.url === null) {
      if (record.input.bytes === null) throw new RectoError('internal');
      return record.input.bytes;
    }
    const { url } = order;
    const fetched = await clock.time('fetch', () => fetchDocument(url, parts, signal));
    return (await store.putInput(id, [fetched], signal)).bytes;
  }
}
