/** What one process takes on at once where nobody says: by its cores, and by what reads its crops. */

export interface Capacity {
  /** Pages on their way. */
  readonly pagesInFlight: number;
  readonly pagesAssembled: number;
  /** Threads for PDFs, and for models. */
  readonly renderWorkers: number;
  readonly layoutWorkers: number;
  /** Questions to the recognition server. */
  readonly questions: number;
  /** Documents that are split or put together, and ranges of pages, each. */
  readonly tasksAtOnce: number;
}

/** In-flight chat requests of the reference (wire.md 5.2); the embedded engine has two a core. */
const questionsToVlm = 200;

/** @param native whether the embedded engine reads the crops */
export const defaultCapacity = (cores: number, native: boolean): Capacity => ({
  pagesInFlight: Math.max(4, 3 * cores),
  pagesAssembled: cores,
  renderWorkers: cores,
  layoutWorkers: cores,
  questions: native ? 2 * cores : questionsToVlm,
  tasksAtOnce: Math.max(2, cores),
});
