/** `memory`: does a very long document cost more memory or time at its end than near its start? */
import { parseArgs } from 'node:util';
import type { Bench } from '../support/figure.ts';
import { longDocument } from '../support/long-document.ts';
import { askPipeline, elementsOf } from '../support/pipeline-client.ts';
import { printTable } from '../support/print-table.ts';
import { peakResidentBytes } from '../support/process-memory.ts';
import { mean } from '../support/statistics.ts';
import { type ProgressSample, timeOfPage, watchProgress } from '../support/watch-progress.ts';
import { withInstantEngine } from '../support/with-instant-engine.ts';

const mebibyte = 1024 ** 2;
const slice = 100;

interface Slice {
  readonly from: number;
  readonly seconds: number;
  readonly processorSeconds: number;
  /** Mean over the samples of the slice. */
  readonly residentBytes: number;
}

const sliceFrom = (samples: readonly ProgressSample[], from: number): Slice => {
  const [start, end] = [timeOfPage(samples, from), timeOfPage(samples, from + slice)];
  const within = samples.filter(({ atMs }) => atMs >= start && atMs <= end);
  return {
    from,
    seconds: (end - start) / 1000,
    processorSeconds:
      (timeOfPage(samples, from + slice, 'processorMs') - timeOfPage(samples, from, 'processorMs')) / 1000,
    residentBytes: mean(within.map(({ residentBytes }) => residentBytes)),
  };
};

export const memory: Bench = async (args) => {
  const { values } = parseArgs({ args, options: { pages: { type: 'string', default: '1000' } } });
  const pages = Number(values.pages);
  if (!(pages >= 3 * slice)) throw new Error(`--pages: at least ${3 * slice}`);
  const document = await longDocument(pages);

  return withInstantEngine(async ({ pipeline, calls }) => {
    const done = new AbortController();
    const { samples, stopped } = watchProgress(pipeline, done.signal);
    const answer = await askPipeline(pipeline.url, document, { visualize: false });
    const answered = elementsOf(answer).length;
    if (answered !== pages) throw new Error(`${answered} of ${pages} pages came back`);
    done.abort();
    await stopped;

    const slices = Array.from({ length: Math.floor(pages / slice) }, (_, i) => sliceFrom(samples, i * slice));
    printTable(
      `${pages} pages, ${calls()} crops, ${(answer.elapsedMs / 1000).toFixed(0)} s, answer of ${(answer.text.length / mebibyte).toFixed(1)} MiB`,
      ['pages', 'seconds', 'processor seconds', 'mean RSS (MiB)'],
      slices.map(({ from, seconds, processorSeconds, residentBytes }) => [
        `${from + 1}-${from + slice}`,
        seconds.toFixed(1),
        processorSeconds.toFixed(1),
        (residentBytes / mebibyte).toFixed(0),
      ]),
    );
    const second = slices[1]!;
    const last = slices.at(-1)!;
    return [
      {
        name: 'peak RSS',
        value: (await peakResidentBytes(pipeline.pid)) / mebibyte,
        bar: { sense: 'at most', value: 1024 },
        digits: 0,
        unit: ' MiB',
      },
      {
        name: 'memory of the last hundred over the second',
        value: last.residentBytes / second.residentBytes,
        bar: { sense: 'at most', value: 1.1 },
      },
      {
        name: 'processor time of the last hundred over the second',
        value: last.processorSeconds / second.processorSeconds,
        bar: { sense: 'at most', value: 1.1 },
      },
    ];
  });
};
