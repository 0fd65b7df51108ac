/** Follows a pipeline service while it works: pages done and resident memory over time. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningService } from '../stack.ts';
import { residentBytes } from './process-memory.ts';
import { scrape, total } from './prometheus.ts';

export interface ProgressSample {
  /** ms since watching began. */
  readonly atMs: number;
  /** Since the service started. */
  readonly pages: number;
  readonly residentBytes: number;
}

const intervalMs = 250;

const pagesMetric = 'recto_pages_total';

/** A counter with labels has no sample before it first counts. */
export const pagesDone = async (pipeline: RunningService): Promise<number> => {
  const samples = await scrape(pipeline.url);
  return samples.some(({ name }) => name === pagesMetric) ? total(samples, pagesMetric) : 0;
};

/** Samples until the signal fires, and once more then; the list is the same one all the time, growing. */
export const watchProgress = (
  pipeline: RunningService,
  signal: AbortSignal,
): { readonly samples: readonly ProgressSample[]; readonly stopped: Promise<void> } => {
  const samples: ProgressSample[] = [];
  const started = performance.now();
  const takeSample = async (): Promise<void> => {
    const [pages, bytes] = await Promise.all([pagesDone(pipeline), residentBytes(pipeline.pid)]);
    samples.push({ atMs: performance.now() - started, pages, residentBytes: bytes });
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

/** ms at which `pages` were done, by interpolation between samples; NaN when the samples do not reach there. */
export const timeOfPage = (samples: readonly ProgressSample[], pages: number): number => {
  const after = samples.findIndex((sample) => sample.pages >= pages);
  const next = samples[after];
  const previous = samples[after - 1];
  if (next === undefined) return Number.NaN;
  if (previous === undefined || next.pages === previous.pages) return next.atMs;
  const share = (pages - previous.pages) / (next.pages - previous.pages);
  return previous.atMs + share * (next.atMs - previous.atMs);
};
