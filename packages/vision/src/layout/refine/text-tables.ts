/**
 * Tables that only their words show: rows of short cells that stand below each other. A network that misses one leaves its
 * columns, and a column of figures says nothing without its neighbours.
 */
import {
  type Box,
  boundingBox,
  boxArea,
  boxHeight,
  boxWidth,
  coverage,
  intervalOverlap,
} from '@recto/geometry';
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
/** Rows of a table follow each other within this many font sizes, its sections within so many. */
const rowGap = 2.6;
const sectionGap = 5;
/** Heads stand over the middle of columns that are flush right: this far beside, in font sizes. */
const headReach = 2;
/** Of the shorter of two rows, the share of cells that stand under a cell of the other. */
const underShare = 0.6;
/** A line belongs to a figure that covers this share of it, a table to one that covers this share of the table. */
const insideShare = 0.6;
/** A table that the network found to this share is known. */
const knownShare = 0.9;

const angleOf = ({ words }: TextLine) => words[0]?.angle;

type Row = readonly TextLine[];

export const isCell = (line: TextLine): boolean =>
  line.words.length <= cell.words && boxWidth(line.upright) <= cell.width * line.fontSize;

const onRow = (a: TextLine, b: TextLine): boolean =>
  intervalOverlap(a.upright[1], a.upright[3], b.upright[1], b.upright[3]) >=
  0.5 * Math.min(boxHeight(a.upright), boxHeight(b.upright));

/** Lines beside each other, from top to bottom. */
export function rowsOf(lines: readonly TextLine[]): TextLine[][] {
  const rows: TextLine[][] = [];
  for (const line of lines.toSorted((a, b) => a.baseline - b.baseline)) {
    const last = rows.at(-1);
    if (last?.some((other) => onRow(other, line))) last.push(line);
    else rows.push([line]);
  }
  return rows;
}

const boxOf = (rows: readonly Row[]): Box => boundingBox(rows.flat().map(({ box }) => box));

/** `reach`: how far beside a cell, in font sizes, another may stand and still be of its column. */
function standsUnder(below: Row, above: Row, reach = 0): boolean {
  const [few, many] = below.length < above.length ? [below, above] : [above, below];
  const widened = ({ upright: [x0, , x1], fontSize }: TextLine): [number, number] => [
    x0 - reach * fontSize,
    x1 + reach * fontSize,
  ];
  const spans = many.map(widened);
  const matched = few
    .map(widened)
    .filter(([from, to]) =>
      spans.some(([x0, x1]) => intervalOverlap(from, to, x0, x1) > 0.3 * Math.min(to - from, x1 - x0)),
    );
  return matched.length >= underShare * few.length;
}

/** Baseline to baseline, in font sizes of the lower row. */
const gapBetween = (above: Row, below: Row): number =>
  (Math.min(...below.map(({ baseline }) => baseline)) - Math.max(...above.map(({ baseline }) => baseline))) /
  Math.max(...below.map(({ fontSize }) => fontSize));

const isFull = (row: Row): boolean => row.length >= table.cells;

/** Rows of cells with nothing else between them, from top to bottom, parted where the next row is far or stands elsewhere. */
function sectionsOf(rows: readonly Row[]): Row[][] {
  const sections: Row[][] = [];
  let last: Row | undefined;
  for (const row of rows) {
    const goesOn = last && gapBetween(last, row) <= rowGap && standsUnder(row, last);
    if (goesOn) sections.at(-1)?.push(row);
    else sections.push([row]);
    last = row;
  }
  return sections;
}

/** The next section stands under this one: a space between groups of rows, below a head, above a total. */
function isSameTable(above: readonly Row[], below: readonly Row[]): boolean {
  const [last, first] = [above.at(-1), below[0]];
  if (!last || !first || gapBetween(last, first) > sectionGap) return false;
  const [upper, lower] = [above.findLast(isFull), below.find(isFull)];
  return upper !== undefined && lower !== undefined && standsUnder(lower, upper, headReach);
}

/** Runs of rows of cells. A row that holds anything but cells ends a run. */
function runsOf(rows: readonly TextLine[][]): Row[][] {
  const stretches: Row[][] = [[]];
  for (const row of rows) {
    if (row.every(isCell)) stretches.at(-1)?.push(row);
    else stretches.push([]);
  }
  return stretches.flatMap((stretch) => {
    const runs: Row[][] = [];
    for (const section of sectionsOf(stretch)) {
      const above = runs.at(-1);
      if (above && isSameTable(above, section)) above.push(...section);
      else runs.push([...section]);
    }
    return runs;
  });
}

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
  const beside = ({ upright }: TextLine): string =>
    paragraphs
      .filter((box) => intervalOverlap(box[1], box[3], upright[1], upright[3]) > 0)
      .map((box) => (box[2] <= upright[0] ? 'l' : box[0] >= upright[2] ? 'r' : '-'))
      .filter((side) => side !== '-')
      .sort()
      .filter((side, i, all) => side !== all[i - 1])
      .join('');
  return [...Map.groupBy(lines, beside).values()];
}

/** Lines of a paragraph: wide, or full of words, however narrow their column. */
export function isProse({ lines }: { readonly lines: readonly TextLine[] }): boolean {
  const words = lines.reduce((sum, line) => sum + line.words.length, 0);
  if (lines.length >= prose.lines && words >= prose.words * lines.length) return true;
  return lines.length >= 2 && lines.filter((line) => !isCell(line)).length >= 0.5 * lines.length;
}

/** Boxes of the tables among the lines of a page that no figure holds, in each writing direction. */
function findTables(text: PageText, pieces: readonly Piece[]): Box[] {
  const figures = pieces.filter((piece) => isSolid(piece) && piece.label !== 'table');
  const paragraphs = text.blocks.filter(isProse);
  const proseLines = new Set(paragraphs.flatMap(({ lines }) => lines));
  const lines = text.lines.filter(
    (line) =>
      !proseLines.has(line) &&
      !line.isLineNumber &&
      !figures.some(({ box }) => coverage(line.box, box) >= insideShare),
  );
  return [...Map.groupBy(lines, angleOf)].flatMap(([angle, cells]) => {
    const beside = paragraphs.filter((block) => block.lines.every((line) => angleOf(line) === angle));
    const columns = columnsOf(
      cells,
      beside.map((block) => boundingBox(block.lines.map(({ upright }) => upright))),
    );
    return columns.flatMap((column) => runsOf(rowsOf(column)).map(trimmed).filter(isTable).map(boxOf));
  });
}

/** What is left of a text region when a table took lines of it. */
export function withoutLinesIn(piece: Piece, tables: readonly Box[]): Piece[] {
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
