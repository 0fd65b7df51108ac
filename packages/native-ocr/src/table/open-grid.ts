/** Tables without a full set of rulings: columns from white space, rows from lines and what rulings there are. */
import { joinWrapped } from './body-rows.ts';
import { type Chunk, cutLine, isSpanning, type Row } from './chunks.ts';
import { type Boundary, findBoundaries, type Span } from './columns.ts';
import { headRows, spreadTitles } from './head-rows.ts';
import type { Cell, Grid, Ruling, Rulings } from './shapes.ts';
import type { TextLine } from './text-lines.ts';

/** Share of the table's width that a ruling must run over to part all columns. */
const fullWidth = 0.75;
/** More lines than this, or than this share of all, above the first ruling are not a head. */
const mostHeadLines = 6;
const mostHeadShare = 0.5;

interface Banded {
  readonly head: readonly TextLine[];
  /** Lines between two full rulings each. */
  readonly body: readonly (readonly TextLine[])[];
  readonly partial: readonly Ruling[];
}

export function openGrid(lines: readonly TextLine[], rulings: Rulings, unit: number): Grid {
  const extent = extentOf(lines);
  const { head, body, partial } = splitByRulings(lines, rulings.horizontal, extent);
  const boundaries = findBoundaries(body.flat(), head, rulings.vertical, unit);
  const spans = columnSpans(lines, boundaries, unit);
  const cut = (line: TextLine) => cutLine(line, boundaries, unit);
  const titles = spreadTitles(headRows(head.map(cut), partial, unit), spans, partial, unit);
  const rightEdges = spans.map((span) => span.to);
  const rows = body.flatMap((band) => joinWrapped(band.map(cut), spans.length, rightEdges));
  const whole = rows.map((row) => spreadSectionTitle(row, spans.length));
  return toGrid([...titles, ...whole], spans.length);
}

function extentOf(lines: readonly TextLine[]): Span {
  return {
    from: Math.min(...lines.map((line) => line.box[0])),
    to: Math.max(...lines.map((line) => line.box[2])),
  };
}

function splitByRulings(lines: readonly TextLine[], horizontal: readonly Ruling[], extent: Span): Banded {
  const isFull = ({ from, to }: Ruling) =>
    Math.min(to, extent.to) - Math.max(from, extent.from) >= (extent.to - extent.from) * fullWidth;
  const full = horizontal.filter(isFull);
  const bands = new Map<number, TextLine[]>();
  for (const line of lines) {
    const middle = (line.box[1] + line.box[3]) / 2;
    const above = full.filter(({ at }) => at < middle).length;
    bands.set(above, [...(bands.get(above) ?? []), line]);
  }
  const [first = [], ...rest] = bands.values();
  const partial = horizontal.filter((ruling) => !isFull(ruling));
  const isHead =
    rest.length > 0 && first.length <= Math.min(mostHeadLines, Math.ceil(lines.length * mostHeadShare));
  if (isHead) return { head: first, body: rest, partial };
  return { head: [], body: [...bands.values()], partial };
}

/** What the text of each column covers, from the lines that do not span columns. */
function columnSpans(lines: readonly TextLine[], boundaries: readonly Boundary[], unit: number): Span[] {
  const chunks = lines
    .flatMap((line) => cutLine(line, boundaries, unit).chunks)
    .filter((chunk) => !isSpanning(chunk));
  const extent = extentOf(lines);
  return Array.from({ length: boundaries.length + 1 }, (_, column) => {
    const own = chunks.filter((chunk) => chunk.column === column);
    if (own.length === 0)
      return { from: boundaries[column - 1]?.x ?? extent.from, to: boundaries[column]?.x ?? extent.to };
    return {
      from: Math.min(...own.map((chunk) => chunk.box[0])),
      to: Math.max(...own.map((chunk) => chunk.box[2])),
    };
  });
}

/** A line of its own that runs over a boundary is a title over the whole table. */
function spreadSectionTitle(row: Row, columns: number): Row {
  const only = row.chunks.length === 1 ? row.chunks[0] : undefined;
  if (only === undefined || !isSpanning(only)) return row;
  return { ...row, chunks: [{ ...only, column: 0, lastColumn: columns - 1 }] };
}

function toGrid(rows: readonly Row[], columns: number): Grid {
  const cells = rows.flatMap((row, index) => row.chunks.map((chunk) => cellOf(chunk, index)));
  return { rows: rows.length, columns, cells };
}

const cellOf = (chunk: Chunk, row: number): Cell => ({
  row,
  column: chunk.column,
  rowSpan: 1,
  columnSpan: chunk.lastColumn - chunk.column + 1,
  words: chunk.words,
});
