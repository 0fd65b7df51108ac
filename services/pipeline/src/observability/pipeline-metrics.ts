/** What the pipeline service counts and measures, beside what every service does. */

import { RectoError } from '@recto/contracts';
import type { DocumentOpener } from '@recto/documents';
import type { VlmClient } from '@recto/recognition';
import { durationBuckets, type Metrics } from '@recto/service-kit';
import type { Admission } from '../conductor/admission.ts';
import type { ConductorParts } from '../conductor/parts.ts';
import type { Scheduler } from '../conductor/scheduler.ts';
import type { Spool } from '../conductor/spool.ts';
import type { PageUse } from '../limits/page-allowance.ts';

export interface PipelineMetrics {
  readonly observe: ConductorParts['observe'];
  /** A request was refused, or a task put off, for the pages that its key has had. */
  pageLimitHit(use: PageUse): void;
  /** The same client, counted. */
  measured(vlm: VlmClient): VlmClient;
}

/** What the gauges read when they are scraped. */
interface Levels {
  readonly scheduler: Scheduler;
  readonly admission: Admission;
  readonly spool: Spool;
  readonly documents: Pick<DocumentOpener, 'idleRasterBytes'>;
}

export function createPipelineMetrics(metrics: Metrics, levels: Levels): PipelineMetrics {
  const pages = metrics.counter('recto_pages_total', 'Pages by outcome', ['outcome']);
  const steps = metrics.histogram(
    'recto_step_duration_seconds',
    'Time of one step of one page, waiting for its turn included',
    ['step'],
    durationBuckets,
  );
  const calls = metrics.histogram(
    'recto_vlm_call_duration_seconds',
    'Calls to the recognition server by task',
    ['task'],
    durationBuckets,
  );
  const errors = metrics.counter('recto_vlm_errors_total', 'Failed calls to the recognition server', [
    'code',
  ]);
  const limitHits = metrics.counter(
    'recto_page_limit_hits_total',
    'Requests refused and ranges of jobs put off because their key had used up its pages of the minute',
    ['use'],
  );
  exposeLevels(metrics, levels);

  return {
    observe: {
      step: (step, ms) => steps.observe({ step }, ms / 1000),
      page: (outcome) => pages.inc({ outcome }),
    },
    pageLimitHit: (use) => limitHits.inc({ use }),
    measured: (vlm) => ({
      ask: async (question) => {
        const started = performance.now();
        try {
          return await vlm.ask(question);
        } catch (error) {
          errors.inc({ code: error instanceof RectoError ? error.code : 'aborted' });
          throw error;
        } finally {
          calls.observe({ task: question.task }, (performance.now() - started) / 1000);
        }
      },
    }),
  };
}

function exposeLevels(metrics: Metrics, { scheduler, admission, spool, documents }: Levels): void {
  const level = (name: string, help: string, read: () => number) =>
    metrics.gauge(name, help, [], (gauge) => gauge.set(read()));
  level('recto_pages_in_flight', 'Pages on their way', () => scheduler.pagesInFlight);
  level('recto_raster_bytes', 'Bytes of raster in memory', () => scheduler.rasterBytesInFlight);
  level('recto_raster_idle_bytes', 'Memory of rasters kept for later pages', () => documents.idleRasterBytes);
  level('recto_requests_admitted', 'Requests that are worked on', () => admission.running);
  level('recto_requests_waiting', 'Requests that wait for a place', () => admission.waiting);
  level('recto_spool_bytes', 'Bytes of finished pages on disk', () => spool.usedBytes);
}
