/**
 * `scale`: do twice as many workers finish twice as many pages? Real worker processes, API, gateway and Redis on this machine before
 * a VLM that takes its time: each worker may have a few pages on their way, so that eight of them leave the processor time to spare
 * and what is measured is how the work is spread.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Bench } from '../support/figure.ts';
import { inParallel } from '../support/in-parallel.ts';
import { endOfJob, handIn } from '../support/job-client.ts';
import { type JobHouse, startJobHouse } from '../support/job-house.ts';
import { longDocument } from '../support/long-document.ts';
import { pageTimes, steadyRate } from '../support/pages-of-jobs.ts';
import { printTable } from '../support/print-table.ts';
import { startScriptedReplica } from '../support/scripted-replica.ts';

const workerCounts = [1, 2, 4, 8] as const;
/** Of one page, ms: this long, a tenth more or less. */
const readingMs = 3000;
const jitter = 0.1;
/** On their way at once in a worker. */
const pagesInFlight = 6;
/** Pages a second. */
const bestOfWorker = (1000 * pagesInFlight) / readingMs;
/** Small documents have 1, 2 … so many pages, in turns. */
const mostPagesOfSmall = 5;
/** Before it the workers fill up, after it they run out of pages. */
const steady = { from: 0.2, to: 0.8 } as const;

const query = 'visualize=false&useLayoutDetection=false&promptLabel=ocr&pdfTextLayer=never';

interface Load {
  readonly name: string;
  /** Pages of each document, so many in all. */
  readonly documents: (pages: number) => number[];
}

/** For each worker at least, where that is more than `--pages`: enough for a time in which none of them runs out of ranges. */
const leastOfWorker = 48;

const loads: readonly Load[] = [
  { name: 'one large document', documents: (pages) => [pages] },
  {
    name: 'small documents',
    documents: (pages) => {
      const sizes: number[] = [];
      for (let left = pages; left > 0; ) {
        const size = Math.min(left, 1 + (sizes.length % mostPagesOfSmall));
        sizes.push(size);
        left -= size;
      }
      return sizes;
    },
  },
];

interface Result {
  readonly workers: number;
  readonly documents: number;
  readonly pages: number;
  /** Pages a second, in the steady state and from the first job handed in to the last page. */
  readonly steady: number;
  readonly overall: number;
  /** Of the processor time of all cores. */
  readonly busy: number;
}

/** One after the other: the same file need not be drawn twice. */
const files = new Map<number, Promise<Buffer>>();
const fileOf = (pages: number): Promise<Buffer> => {
  const known = files.get(pages) ?? longDocument(pages);
  files.set(pages, known);
  return known;
};

async function measure(house: JobHouse, workers: number, sizes: readonly number[]): Promise<Result> {
  for (const size of new Set(sizes)) await fileOf(size);
  const before = await house.processorSeconds();
  const started = Date.now();
  const ids = await inParallel(sizes, 4, async (size) => {
    const { id } = await handIn(house.url, query, await fileOf(size));
    return id;
  });
  const ends = await inParallel(ids, ids.length, (id) => endOfJob(house.url, id));
  const failed = ends.find(({ state }) => state !== 'succeeded');
  if (failed) throw new Error(`a job ${failed.state}: ${failed.error?.message}`);
  const elapsedMs = Date.now() - started;
  const times = await pageTimes(house.store, ids);
  const pages = sizes.reduce((sum, size) => sum + size, 0);
  if (times.length !== pages) throw new Error(`${times.length} of ${pages} pages are in the store`);
  return {
    workers,
    documents: sizes.length,
    pages,
    steady: steadyRate(times, steady.from, steady.to),
    overall: (1000 * pages) / ((times.at(-1) as number) - started),
    busy: (1000 * ((await house.processorSeconds()) - before)) / elapsedMs / availableParallelism(),
  };
}

export const scale: Bench = async (args) => {
  const { values } = parseArgs({
    args,
    options: { pages: { type: 'string', default: '60' } },
  });
  const engine = await startScriptedReplica(() => readingMs * (1 + jitter * (2 * Math.random() - 1)));
  const house = await startJobHouse({
    vlmUrl: engine.url,
    // Documents of one size are alike: nobody may share an answer.
    gateway: { VLM_MAX_CONCURRENCY: '10000', GATEWAY_SINGLE_FLIGHT: 'false' },
    pipeline: { PAGES_IN_FLIGHT: String(pagesInFlight), LAYOUT_WORKERS: '1', RENDER_WORKERS: '1' },
  });
  if (house === null) return null;
  const results = new Map<string, Result[]>();
  try {
    for (const count of workerCounts) {
      await house.haveWorkers(count);
      for (const { name, documents } of loads) {
        const result = await measure(
          house,
          count,
          documents(Math.max(Number(values.pages), leastOfWorker * count)),
        );
        results.set(name, [...(results.get(name) ?? []), result]);
      }
    }
  } finally {
    await house.stop();
    await engine.kill();
  }
  console.log(
    `A page takes the VLM ${readingMs} ms; a worker has ${pagesInFlight} pages at once (one more for a moment where a range begins): ${bestOfWorker.toFixed(2)} pages/s at best.`,
  );
  return loads.map(({ name }) => {
    const rows = results.get(name) as Result[];
    const one = rows[0] as Result;
    printTable(
      name,
      [
        'workers',
        'documents',
        'pages',
        'pages/s',
        'over linear',
        'of the best',
        'with start and end',
        'processor busy',
      ],
      rows.map((row) => [
        row.workers,
        row.documents,
        row.pages,
        row.steady.toFixed(2),
        (row.steady / (row.workers * one.steady)).toFixed(3),
        (row.steady / (row.workers * bestOfWorker)).toFixed(3),
        row.overall.toFixed(2),
        `${(100 * row.busy).toFixed(0)} %`,
      ]),
    );
    return {
      name: `${name}: ${rows.at(-1)?.workers} workers over as many times one`,
      value: (rows.at(-1) as Result).steady / ((rows.at(-1) as Result).workers * one.steady),
      bar: { sense: 'at least', value: 0.95 },
      digits: 3,
    };
  });
};
