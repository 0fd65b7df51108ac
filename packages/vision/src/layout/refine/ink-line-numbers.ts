/**
 * Line numbers in a gutter of a scan (patents, statutes), known by their place alone: short, below each other at even steps,
 * nothing else in their way, and running text on both sides.
 */
import { type Component, heightOf } from './ink-components.ts';

/** At most so many of its heights wide; centres of a column differ by less than so many. */
const shape = { width: 2.2, alignment: 0.6 };
/** How many make a column; between two lie several lines, in heights; the steps are even to this share. */
const counted = { least: 4, step: 3, even: 0.15 };
/** Lines of the columns beside it begin and end within so many heights, so many for each number. */
const beside = { reach: 2.5, lines: 2 };

const centerX = ({ x0, x1 }: Component) => (x0 + x1) / 2;
const centerY = ({ y0, y1 }: Component) => (y0 + y1) / 2;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** Short words by the place of their centre, from top to bottom. */
function columnsOf(words: readonly Component[]): Component[][] {
  const columns: Component[][] = [];
  const short = words.filter((word) => word.x1 - word.x0 <= shape.width * heightOf(word));
  for (const word of short.toSorted((a, b) => centerX(a) - centerX(b))) {
    const last = columns.at(-1);
    const isNear = last && centerX(word) - centerX(last[0] as Component) < shape.alignment * heightOf(word);
    if (isNear) last.push(word);
    else columns.push([word]);
  }
  return columns.map((column) => column.sort((a, b) => a.y0 - b.y0));
}

function isEven(column: readonly Component[]): boolean {
  const steps = column.slice(1).map((word, i) => centerY(word) - centerY(column[i] as Component));
  const step = median(steps);
  if (step < counted.step * median(column.map(heightOf))) return false;
  return steps.every(
    (s) => Math.round(s / step) >= 1 && Math.abs(s / step - Math.round(s / step)) < counted.even,
  );
}

function standsInGutter(column: readonly Component[], words: readonly Component[]): boolean {
  const [x0, x1] = [Math.min(...column.map((w) => w.x0)), Math.max(...column.map((w) => w.x1))];
  const [y0, y1] = [Math.min(...column.map((w) => w.y0)), Math.max(...column.map((w) => w.y1))];
  const reach = beside.reach * median(column.map(heightOf));
  const rest = words.filter((word) => word.y1 > y0 && word.y0 < y1 && !column.includes(word));
  const ending = rest.filter((word) => word.x1 <= x0 && word.x1 > x0 - reach).length;
  const beginning = rest.filter((word) => word.x0 >= x1 && word.x0 < x1 + reach).length;
  const isFree = !rest.some((word) => word.x0 < x1 && word.x1 > x0);
  return isFree && Math.min(ending, beginning) >= beside.lines * column.length;
}

/** `words`: ink of a page, in any order. The columns of numbers among it, each from top to bottom. */
export const findLineNumbers = (words: readonly Component[]): Component[][] =>
  columnsOf(words).filter(
    (column) => column.length >= counted.least && isEven(column) && standsInGutter(column, words),
  );
