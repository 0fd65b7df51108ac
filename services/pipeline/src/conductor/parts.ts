/** What the conductor conducts: the parts of the house that it is wired with in main.ts. */
import type { DocumentOpener } from '@recto/documents';
import type { Outbound } from '@recto/outbound';
import type { RecognizePage, VlmClient } from '@recto/recognition';
import type { InkFinder, LayoutDetector, OrientationClassifier, Unwarper } from '@recto/vision';
import type { OutputFiles } from '../storage/output-files.ts';
import type { Scheduler } from './scheduler.ts';
import type { Spool } from './spool.ts';
import type { TimedStep } from './stage-clock.ts';

export interface ConductorLimits {
  /** Pages of one request; null for any number. */
  readonly pages: number | null;
  /** Of one exported file that goes to the storage of files: it is in memory as a whole on its way. */
  readonly storedExportBytes: number;
  readonly pageMs: number;
  readonly requestMs: number;
  readonly fetchMs: number;
  readonly fetchBytes: number;
  readonly fetchMinBytesPerSecond: number;
}

export interface ConductorParts {
  readonly documents: Pick<DocumentOpener, 'open' | 'recycle'>;
  readonly outbound: Outbound;
  readonly detector: LayoutDetector;
  /** How regions are refined after the network; null where the layout model's boxes stand as they are. */
  readonly refinement: { readonly findInk: InkFinder } | null;
  /** Null when the model is not installed. */
  readonly orientation: OrientationClassifier | null;
  /** Null when the model is not installed. */
  readonly unwarping: Unwarper | null;
  readonly recognizePage: RecognizePage;
  readonly vlm: VlmClient;
  readonly scheduler: Scheduler;
  readonly spool: Spool;
  /** Where the pictures of answers are kept; null where they only stand in the answer. */
  readonly outputFiles: OutputFiles | null;
  readonly limits: ConductorLimits;
  /** Told about every step of every page and every page that is done. */
  readonly observe: {
    step(step: TimedStep, ms: number): void;
    page(outcome: 'ok' | 'failed'): void;
  };
}
