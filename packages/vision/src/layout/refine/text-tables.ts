/**
 * Tables that only their words show: rows of short cells that stand below each other. A network that misses one leaves its
 * columns, and a column of figures says nothing without its neighbours.
 */
import { type Box, boundingBox, boxArea, boxWidth, coverage, intervalOverlap } from '@recto/geometry';
import type { PageText } from './page-text.ts';
import { isSolid, type Piece } from './piece.ts';
import type { TextLine } from './text-lines.ts';

/** Cells are at most this wide (in font sizes) and hold so many words; a row has so many of them, and a table so many rows. */
const cell = { width: 16, words: 6 };
const table = { cells: 3, rows: 3 };
/** So many lines of so many words each are a paragraph. */
const prose = { lines: 3, words: 3.5 };
/** Share of a table's rows that have all those cells; the rest are heads over several columns, and second lines of cells. */
const fullRows = 0.6;
/** Rows of a table follow each other within this many font sizes. */
const rowGap = 2.6;
/** Of the shorter of two rows, the share of cells that stand under a cell of the other. */
const underShare = 0.6;
/** A line belongs to a figure that covers this share of it, a table to one that covers this share of the table. */
const insideShare = 0.6;
/** A table that the network found to this share is known. */
const knownShare = 0.9;

type Row = readonly TextLine[];

const isCell = (line: TextLine): boolean =>
  line.words.length <= cell.words && boxWidth(line.upright) <= cell.width * line.fontSize;

const onRow = (a: TextLine, b: TextLine): boolean =>
  intervalOverlap(a.box[1], a.box[3], b.box[1], b.box[3]) >=
  0.5 * Math.min(a.box[3] - a.box[1], b.box[3] - b.box[1]);

/** Lines beside each other, from top to bottom. */
function rowsOf(lines: readonly TextLine[]): TextLine[][] {
  const rows: TextLine[][] = [];
  for (const line of lines.toSorted((a, b) => a.baseline - b.baseline)) {
    const last = rows.at(-1);
    if (last?.some((other) => onRow(other, line))) last.push(line);
    else rows.push([line]);
  }
  return rows;
}

const boxOf = (rows: readonly Row[]): Box => boundingBox(rows.flat().map(({ box }) => box));

function standsUnder(below: Row, above: Row): boolean {
  const [few, many] = below.length < above.length ? [below, above] : [above, below];
  const matched = few.filter(({ box: a }) =>
    many.some(
      ({ box: b }) => intervalOverlap(a[0], a[2], b[0], b[2]) > 0.3 * Math.min(boxWidth(a), boxWidth(b)),
    ),
  );
  return matched.length >= underShare * few.length;
}

const isNear = (above: Row, below: Row): boolean =>
  Math.min(...below.map(({ baseline }) => baseline)) - Math.max(...above.map(({ baseline }) => baseline)) <=
  rowGap * Math.max(...below.map(({ fontSize }) => fontSize));

/** Runs of rows of cells. A row that holds anything but cells ends a run. */
function runsOf(rows: readonly TextLine[][]): Row[][] {
  const runs: Row[][] = [];
  let run: Row[] = [];
  for (const row of rows) {
    const last = run.at(-1);
    const goesOn = row.every(isCell) && (!last || (isNear(last, row) && standsUnder(row, last)));
    if (!goesOn) {
      runs.push(run);
      run = [];
    }
    if (row.every(isCell)) run.push(row);
  }
  return [...runs, run];
}

const isFull = (row: Row): boolean => row.length >= table.cells;

/** The run without the lone cells that it begins and ends with. */
function trimmed(run: readonly Row[]): readonly Row[] {
  const first = run.findIndex((row) => row.length > 1);
  const last = run.findLastIndex((row) => row.length > 1);
  return first < 0 ? [] : run.slice(first, last + 1);
}

function isTable(run: readonly Row[]): boolean {
  const full = run.filter(isFull).length;
  return full >= table.rows && full >= fullRows * run.length;
}

/** Bands of the page with text of their own: rows of one column must not meet the lines of the next. */
function columnsOf(lines: readonly TextLine[], paragraphs: readonly Box[]): TextLine[][] {
  const beside = (line: TextLine): string =>
    paragraphs
      .filter((box) => intervalOverlap(box[1], box[3], line.box[1], line.box[3]) > 0)
      .map((box) => (box[2] <= line.box[0] ? 'l' : box[0] >= line.box[2] ? 'r' : '-'))
      .filter((side) => side !== '-')
      .sort()
      .filter((side, i, all) => side !== all[i - 1])
      .join('');
  return [...Map.groupBy(lines, beside).values()];
}

/** Lines of a paragraph: wide, or full of words, however narrow their column. */
function isProse({ lines }: { readonly lines: readonly TextLine[] }): boolean {
  const words = lines.reduce((sum, line) => sum + line.words.length, 0);
  if (lines.length >= prose.lines && words >= prose.words * lines.length) return true;
  return lines.length >= 2 && lines.filter((line) => !isCell(line)).length >= 0.5 * lines.length;
}

/** Boxes of the tables among the lines of a page that no figure holds. */
function findTables(text: PageText, pieces: readonly Piece[]): Box[] {
  const figures = pieces.filter((piece) => isSolid(piece) && piece.label !== 'table');
  const paragraphs = text.blocks.filter(isProse);
  const proseLines = new Set(paragraphs.flatMap(({ lines }) => lines));
  const lines = text.lines.filter(
    (line) =>
      !proseLines.has(line) &&
      !line.isLineNumber &&
      line.words[0]?.angle === 0 &&
      !figures.some(({ box }) => coverage(line.box, box) >= insideShare),
  );
  return columnsOf(
    lines,
    paragraphs.map(({ box }) => box),
  ).flatMap((column) => runsOf(rowsOf(column)).map(trimmed).filter(isTable).map(boxOf));
}

/** What is left of a text region when a table took lines of it. */
function withoutLinesIn(piece: Piece, tables: readonly Box[]): Piece[] {
  if (isSolid(piece)) return [piece];
  const left = piece.lines.filter(({ box }) => !tables.some((t) => coverage(box, t) >= insideShare));
  if (left.length === piece.lines.length)
    return piece.lines.length === 0 && tables.some((t) => coverage(piece.box, t) >= insideShare)
      ? []
      : [piece];
  return left.length === 0 ? [] : [{ ...piece, lines: left, box: boundingBox(left.map(({ box }) => box)) }];
}

/** The pieces with the tables that only words show; a table that the network saw a part of is widened to the whole. */
export function withTextTables(pieces: readonly Piece[], text: PageText): Piece[] {
  const found = findTables(text, pieces).filter(
    (box) => !pieces.some((p) => p.label === 'table' && coverage(box, p.box) >= knownShare),
  );
  if (found.length === 0) return [...pieces];
  const tables = found.map((box): Piece => {
    const parts = pieces.filter((p) => p.label === 'table' && coverage(p.box, box) >= insideShare);
    const surest = parts.toSorted((a, b) => boxArea(b.box) - boxArea(a.box))[0];
    return {
      label: 'table',
      score: surest?.score ?? 0,
      box: boundingBox([box, ...parts.map((p) => p.box)]),
      lines: [],
    };
  });
  const boxes = tables.map(({ box }) => box);
  const rest = pieces
    .filter((p) => p.label !== 'table' || !boxes.some((box) => coverage(p.box, box) >= insideShare))
    .flatMap((piece) => withoutLinesIn(piece, boxes));
  return [...rest, ...tables];
}
