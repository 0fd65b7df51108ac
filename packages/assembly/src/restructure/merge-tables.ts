/** Tables that go on at the top of the next page become one (pipeline.md 7.3). */
import type { Box } from '@recto/geometry';
import { type Draft, gather } from './draft.ts';
import { columnCount, type TableRow, tableRows, textOutsideRows } from './html-table.ts';

/** What may stand between a table and the end of its page. */
const belowTable: ReadonlySet<string> = new Set([
  'footer',
  'vision_footnote',
  'number',
  'footnote',
  'footer_image',
  'seal',
]);
/** What may stand between the start of a page and its first table. */
const aboveTable: ReadonlySet<string> = new Set(['header', 'header_image', 'number', 'seal']);
/** Share of the narrower table by which widths may differ. */
const widthTolerance = 0.1;
const maxHeaderRows = 5;

/**
 * Moves the rows of a continued table to where it began; the emptied block stays in its place with the same group.
 * From the last page to the first, so that a table over many pages gathers on the first of them.
 */
export function mergeTables(pages: readonly (readonly Draft[])[]): void {
  for (let i = pages.length - 1; i > 0; i -= 1) {
    const [before, after] = [pages[i - 1] ?? [], pages[i] ?? []];
    const first = before.findLast(({ label }) => label === 'table');
    const next = after.find(({ label }) => label === 'table');
    if (!first || !next) continue;
    const inBetween =
      before.slice(before.indexOf(first) + 1).every(({ label }) => belowTable.has(label)) &&
      after.slice(0, after.indexOf(next)).every(({ label }) => aboveTable.has(label));
    const merged = inBetween && sameWidth(first.box, next.box) ? joined(first.content, next.content) : null;
    if (merged === null) continue;
    const moved = next.group;
    gather(first, next, merged.html, {
      first: { rows: merged.above },
      next: { rows: merged.below, repeated_header_rows: merged.repeated },
    });
    for (const block of pages.flat()) if (block.group === moved) block.group = first.group;
  }
}

function sameWidth([a0, , a1]: Box, [b0, , b1]: Box): boolean {
  const [a, b] = [a1 - a0, b1 - b0];
  return a > 0 && b > 0 && Math.abs(a - b) / Math.min(a, b) < widthTolerance;
}

interface JoinedTable {
  readonly html: string;
  /** Rows that each had, and how many of the second's were a header that the first has already. */
  readonly above: number;
  readonly below: number;
  readonly repeated: number;
}

/** The second table's rows, without a repeated header, behind those of the first. Null where they are not one table. */
function joined(first: string, next: string): JoinedTable | null {
  const [above, below] = [tableRows(first), tableRows(next)];
  const last = above.at(-1);
  // What stands beside the rows of the second (a caption, another table) would have no place in the first.
  if (last === undefined || textOutsideRows(next, below) !== '') return null;
  const repeated = repeatedHeader(above, below);
  const body = below.slice(repeated);
  // A table that is all header would vanish: its rows are kept where they are.
  if (body.length === 0) return null;
  if (columnCount(above) !== columnCount(below) && !continues(last, body[0] as TableRow)) return null;
  const rows = body.map(({ start, end }) => next.slice(start, end)).join('');
  const html = first.slice(0, last.end) + rows + first.slice(last.end);
  return { html, above: above.length, below: body.length, repeated };
}

function repeatedHeader(above: readonly TableRow[], below: readonly TableRow[]): number {
  const most = Math.min(maxHeaderRows, above.length, below.length);
  let rows = 0;
  while (rows < most && sameRow(above[rows] as TableRow, below[rows] as TableRow)) rows += 1;
  return rows;
}

const sameRow = (a: TableRow, b: TableRow): boolean =>
  a.cells.length === b.cells.length &&
  a.cells.every((cell, i) => cell.key === b.cells[i]?.key && cell.colspan === b.cells[i]?.colspan);

const spanned = ({ cells }: TableRow): number => cells.reduce((sum, { colspan }) => sum + colspan, 0);

const continues = (last: TableRow, next: TableRow): boolean =>
  spanned(last) === spanned(next) || last.cells.length === next.cells.length;
