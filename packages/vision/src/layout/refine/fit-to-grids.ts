/** Tables take the shape of their rulings: a network sees a table, but rarely where a large one begins and ends. */
import { type Box, boxArea, coverage } from '@recto/geometry';
import type { Piece } from './piece.ts';

/** Share of a table region that lies in a grid when it is that table. */
const insideShare = 0.6;
/** A grid that figures or tables cover to this share is seen already. */
const seenShare = 0.5;
/** A grid holds at least this many lines of print; a crossword or a floor plan holds none. */
const minLines = 6;

const covers = (box: Box, lines: readonly Box[]): number =>
  lines.filter((line) => coverage(line, box) > seenShare).length;

/**
 * `grids` and `lines` of the page's ink, page pixels. A grid with one table in it gives it its box; one with several
 * leaves them; one with no figure in it becomes a table of its own.
 */
export function fitToGrids(pieces: readonly Piece[], grids: readonly Box[], lines: readonly Box[]): Piece[] {
  let fitted = [...pieces];
  for (const grid of grids) {
    const tables = fitted.filter(({ label, box }) => label === 'table' && coverage(box, grid) >= insideShare);
    if (tables.length === 1) {
      fitted = fitted.map((piece) => (piece === tables[0] ? { ...piece, box: grid } : piece));
    } else if (tables.length === 0 && covers(grid, lines) >= minLines && !isSeen(grid, fitted)) {
      fitted.push({ label: 'table', score: 0, box: grid, lines: [] });
    }
  }
  return fitted;
}

const solid: ReadonlySet<string> = new Set(['table', 'image', 'chart', 'seal']);

const isSeen = (grid: Box, pieces: readonly Piece[]): boolean =>
  pieces.some(
    ({ label, box }) =>
      solid.has(label) &&
      (coverage(grid, box) >= seenShare || (coverage(box, grid) >= insideShare && boxArea(box) > 0)),
  );
