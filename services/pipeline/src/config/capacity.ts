/**
 * What one process takes on at once where nobody says: by its cores, and by what reads its crops. The embedded engine takes the cores
 * that the pages need, too. A VLM computes for hundreds of crops at a time and is kept waiting by a process that has few pages on their
 * way, most of which wait for the longest of their crops (`npm run bench -- simulate`, docs/scaling.md).
 */

export interface Capacity {
  /** Pages on their way. */
  readonly pagesInFlight: number;
  readonly pagesAssembled: number;
  /** Threads for PDFs, and for models. */
  readonly renderWorkers: number;
  readonly layoutWorkers: number;
  /** Questions to the recognition server. */
  readonly questions: number;
  /** Documents of jobs that are split or put together, and ranges of their pages. */
  readonly documentsAtOnce: number;
  readonly rangesAtOnce: number;
}

/** In-flight chat requests of the reference (wire.md 5.2); the embedded engine has two a core. */
const questionsToVlm = 200;
/** As A4 pages at 144 dpi they hold 180 of the 256 MiB of rasters; twice as many bring a fast card two per cent more. */
const leastPagesForVlm = 32;

/**
 * @param native whether the embedded engine reads the crops
 * @param wantedPages on their way, where somebody said
 */
export function defaultCapacity(cores: number, native: boolean, wantedPages?: number): Capacity {
  const pagesInFlight = wantedPages ?? Math.max(native ? 4 : leastPagesForVlm, 3 * cores);
  const tasks = Math.max(2, cores);
  return {
    pagesInFlight,
    pagesAssembled: cores,
    renderWorkers: cores,
    layoutWorkers: cores,
    questions: native ? 2 * cores : questionsToVlm,
    documentsAtOnce: tasks,
    // Documents of one page are one range each.
    rangesAtOnce: native ? tasks : Math.max(tasks, Math.ceil(pagesInFlight / 2)),
  };
}
