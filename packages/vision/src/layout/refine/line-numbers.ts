/** Numbers that count the lines of a page (patents, manuscripts, statutes): they stand between columns and belong to no line. */
import type { Box } from '@recto/geometry';

export interface NumberedWord {
  readonly text: string;
  /** Upright. */
  readonly box: Box;
  /** Pixels. */
  readonly fontSize: number;
}

/** Steps in which lines are counted, and how many numbers it takes to tell them from a table's first column. */
const minCount: ReadonlyMap<number, number> = new Map([
  [1, 20],
  [2, 10],
  [5, 4],
  [10, 4],
]);

/** Centres of the numbers differ by less than this many font sizes. */
const alignment = 0.6;

const isCounter = ({ text }: NumberedWord): boolean => /^\d{1,4}$/.test(text);

/** Longest run, from the top, of numbers that go up by one step. */
function countedRun<T extends NumberedWord>(column: readonly T[]): T[] {
  let best: T[] = [];
  for (const step of minCount.keys()) {
    let run: T[] = [];
    for (const word of column) {
      const previous = run.at(-1);
      if (previous && Number(word.text) - Number(previous.text) !== step) run = [];
      run.push(word);
      if (run.length >= (minCount.get(step) ?? 0) && run.length > best.length) best = [...run];
    }
  }
  return best;
}

/** The words that are line numbers: below each other, counting up in even steps. */
export function findLineNumbers<T extends NumberedWord>(words: readonly T[]): Set<T> {
  const found = new Set<T>();
  const columns: T[][] = [];
  const center = ({ box }: T) => (box[0] + box[2]) / 2;
  for (const word of words.filter(isCounter).toSorted((a, b) => a.box[1] - b.box[1])) {
    const column = columns.find(
      (c) => Math.abs(center(c.at(-1) as T) - center(word)) < alignment * word.fontSize,
    );
    if (column) column.push(word);
    else columns.push([word]);
  }
  for (const column of columns) {
    const run = countedRun(column);
    if (run.length === 0) continue;
    // What else is centred there is a number that OCR misread, or one whose neighbour it did.
    const middle = run.map(center).reduce((a, b) => a + b) / run.length;
    const misread = words.filter(
      (word) => word.text.length <= 3 && Math.abs(center(word) - middle) < alignment * word.fontSize,
    );
    for (const word of [...run, ...misread]) found.add(word);
  }
  return found;
}
