/** Follows a pipeline service while it works: pages done, processor time and resident memory over time. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningService } from '../stack.ts';
import { residentBytes } from './process-memory.ts';
import { type Sample, scrape, total } from './prometheus.ts';

export interface ProgressSample {
  /** ms since watching began. */
  readonly atMs: number;
  /** Processor time of all its threads since it started, ms: what others on the machine do to it hardly shows here. */
  readonly processorMs: number;
  /** Since the service started. */
  readonly pages: number;
  readonly residentBytes: number;
}

const intervalMs = 250;

const pagesMetric = 'recto_pages_total';

/** A counter with labels has no sample before it first counts. */
const pagesIn = (metrics: readonly Sample[]): number =>
  metrics.some(({ name }) => name === pagesMetric) ? total(metrics, pagesMetric) : 0;

export const pagesDone = async (pipeline: RunningService): Promise<number> =>
  pagesIn(await scrape(pipeline.url));

/** Samples until the signal fires, and once more then; the list is the same one all the time, growing. */
export const watchProgress = (
  pipeline: RunningService,
  signal: AbortSignal,
): { readonly samples: readonly ProgressSample[]; readonly stopped: Promise<void> } => {
  const samples: ProgressSample[] = [];
  const started = performance.now();
  const takeSample = async (): Promise<void> => {
    const [metrics, bytes] = await Promise.all([scrape(pipeline.url), residentBytes(pipeline.pid)]);
    samples.push({
      atMs: performance.now() - started,
      processorMs: total(metrics, 'process_cpu_seconds_total') * 1000,
      pages: pagesIn(metrics),
      residentBytes: bytes,
    });
  };
  const watch = async (): Promise<void> => {
    while (!signal.aborted) {
      await takeSample();
      await sleep(intervalMs);
    }
    await takeSample();
  };
  return { samples, stopped: watch() };
};

/** ms on one of the two clocks when `pages` were done, by interpolation between samples; NaN when they do not reach there. */
export const timeOfPage = (
  samples: readonly ProgressSample[],
  pages: number,
  clock: 'atMs' | 'processorMs' = 'atMs',
): number => {
  const after = samples.findIndex((sample) => sample.pages >= pages);
  const next = samples[after];
  const previous = samples[after - 1];
  if (next === undefined) return Number.NaN;
  if (previous === undefined || next.pages === previous.pages) return next[clock];
  const share = (pages - previous.pages) / (next.pages - previous.pages);
  return previous[clock] + share * (next[clock] - previous[clock]);
};
