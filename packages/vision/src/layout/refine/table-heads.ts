/** Tables grow over the rows of cells that stand close above them: a network often begins a table under its head. */
import { type Box, boundingBox, boxCenter, boxWidth, coverage } from '@recto/geometry';
import type { PageText } from './page-text.ts';
import { isSolid, type Piece } from './piece.ts';
import type { TextLine } from './text-lines.ts';
import { isCell, isProse, rowsOf, withoutLinesIn } from './text-tables.ts';

/** A head has at most so many rows, and each so many cells. */
const head = { rows: 4, cells: 3 };
/** It stands this near to what is below it, in font sizes, and spans this share of the table's width. */
const near = { gap: 1.2, width: 0.5 };
/** How far its cells may stand out to the sides, in font sizes. */
const overhang = 1;
/** A line belongs to what covers this share of it. */
const insideShare = 0.5;

const isUpright = ({ words }: TextLine): boolean => words[0]?.angle === 0;

function isHeadOf(row: readonly TextLine[], [x0, y0, x1]: Box): boolean {
  const [left, , right, bottom] = boundingBox(row.map(({ box }) => box));
  const size = Math.max(...row.map(({ fontSize }) => fontSize));
  return (
    row.length >= head.cells &&
    row.every(isCell) &&
    y0 - bottom <= near.gap * size &&
    left >= x0 - overhang * size &&
    right <= x1 + overhang * size &&
    right - left >= near.width * (x1 - x0)
  );
}

/** The table with its head; `lines` are those that no paragraph, figure or table holds. */
function grown(table: Box, lines: readonly TextLine[]): Box {
  const isAbove = ({ box }: TextLine) =>
    boxCenter(box)[1] < table[1] && box[2] > table[0] && box[0] < table[2];
  const rows = rowsOf(lines.filter(isAbove)).toReversed();
  let box = table;
  for (const row of rows.slice(0, head.rows)) {
    if (!isHeadOf(row, box)) break;
    box = boundingBox([box, ...row.map((line) => line.box)]);
  }
  return box;
}

/** The pieces with their tables grown; what text regions had of the heads goes. */
export function withTableHeads(pieces: readonly Piece[], text: PageText): Piece[] {
  const solid = pieces.filter(isSolid);
  const inParagraphs = new Set(text.blocks.filter(isProse).flatMap((block) => block.lines));
  const lines = text.lines.filter(
    (line) =>
      isUpright(line) &&
      !inParagraphs.has(line) &&
      !solid.some(({ box }) => coverage(line.box, box) >= insideShare),
  );
  const heads: Box[] = [];
  const tables = pieces.map((piece): Piece => {
    if (piece.label !== 'table' || boxWidth(piece.box) === 0) return piece;
    const box = grown(piece.box, lines);
    if (box === piece.box) return piece;
    heads.push(box);
    return { ...piece, box };
  });
  return heads.length === 0 ? [...pieces] : tables.flatMap((piece) => withoutLinesIn(piece, heads));
}
