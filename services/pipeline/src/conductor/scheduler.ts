/**
 * The one scheduler of the process. Every page of every request passes through it: how many pages are on their
 * way, how many bytes of raster they hold, and who may render, detect and ask next. Each stage serves the
 * documents round robin.
 */
import { createFairBudget, type FairBudget, type Tenant } from './fair-budget.ts';

export const stages = ['render', 'layout', 'ask', 'assemble', 'restructure', 'export'] as const;
export type Stage = (typeof stages)[number];

export interface SchedulerLimits {
  /** Pages on their way at once, over the whole process; a document may always have one. */
  readonly pagesInFlight: number;
  /** Bytes of raster at once, over the whole process; a larger page gets the process to itself. */
  readonly rasterBytesInFlight: number;
  /** How many at once per stage: renders, layout inferences, questions to the VLM server, pages whose pictures are
   * drawn and encoded, restructurings. */
  readonly stages: Readonly<Record<Stage, number>>;
  /** Whether somebody may come who waits at the other end of a connection. Default: yes. */
  readonly interactive?: boolean;
}

/** One document's place in the scheduler. */
export interface Turn {
  /** Nobody waits for this document. */
  readonly background: boolean;
  /** Waits until a page of so many raster bytes may start. The result ends its stay. */
  beginPage(rasterBytes: number, signal: AbortSignal): Promise<() => void>;
  /** Does one piece of work of a stage when it is this document's turn. */
  run<T>(stage: Stage, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}

export interface Scheduler {
  /**
   * A place for one document. Those that nobody waits for at the other end of a connection leave a share of everything free, so
   * that whoever does wait finds room at once.
   */
  enter(kind?: 'interactive' | 'background'): Turn;
  readonly pagesInFlight: number;
  readonly rasterBytesInFlight: number;
}

/** One document leaves this share of the raster bytes to the others. */
const shareOfNewcomers = 1 / 4;
/** All documents in the background together leave this share of everything to the others. */
const shareOfInteractive = 1 / 4;

export function createScheduler(limits: SchedulerLimits): Scheduler {
  const reserve = limits.interactive === false ? 0 : shareOfInteractive;
  const pages = createFairBudget({ capacity: limits.pagesInFlight, oneEach: true, reserve });
  const rasters = createFairBudget({
    capacity: limits.rasterBytesInFlight,
    share: limits.rasterBytesInFlight * (1 - shareOfNewcomers),
    reserve,
  });
  const byStage = Object.fromEntries(
    stages.map((stage) => [stage, createFairBudget({ capacity: limits.stages[stage], reserve })]),
  ) as Record<Stage, FairBudget>;

  const beginPage = async (document: Tenant, rasterBytes: number, signal: AbortSignal) => {
    const leavePages = await pages.acquire(document, 1, signal);
    try {
      const releaseBytes = await rasters.acquire(document, rasterBytes, signal);
      return () => {
        releaseBytes();
        leavePages();
      };
    } catch (error) {
      leavePages();
      throw error;
    }
  };

  return {
    get pagesInFlight() {
      return pages.used;
    },
    get rasterBytesInFlight() {
      return rasters.used;
    },
    enter: (kind = 'interactive') => {
      const background = kind === 'background';
      const document: Tenant = { background };
      return {
        background,
        beginPage: (rasterBytes, signal) => beginPage(document, rasterBytes, signal),
        run: async (stage, signal, work) => {
          const leave = await byStage[stage].acquire(document, 1, signal);
          try {
            return await work();
          } finally {
            leave();
          }
        },
      };
    },
  };
}
