/** The rows of a table's head: wrapped titles become one row, titles over several columns a row of their own. */
import { type Chunk, isSpanning, joinRows, type Row } from './chunks.ts';
import type { Ruling } from './shapes.ts';

/** How far the edges or the middle of two lines of one title may differ, in word heights. */
const alignment = 0.7;

/** `partial`: horizontal rulings that do not run over the whole table. */
export function headRows(lines: readonly Row[], partial: readonly Ruling[], unit: number): Row[] {
  const rows: Row[] = [];
  lines.forEach((line, i) => {
    const row = rows.at(-1);
    const above = lines[i - 1];
    if (row === undefined || above === undefined || startsRow(row, above, line, partial, unit))
      rows.push(line);
    else rows[rows.length - 1] = joinRows(row, line);
  });
  return rows;
}

function startsRow(row: Row, above: Row, line: Row, partial: readonly Ruling[], unit: number): boolean {
  if (row.chunks.some(isSpanning) || line.chunks.some(isSpanning)) return true;
  const middle = (box: Row['box']) => (box[1] + box[3]) / 2;
  if (partial.some(({ at }) => at > middle(above.box) && at < middle(line.box))) return true;
  return line.chunks.some((chunk) => {
    const title = row.chunks.find((other) => other.column === chunk.column);
    return title !== undefined && !isAligned(title, chunk, unit);
  });
}

function isAligned(a: Chunk, b: Chunk, unit: number): boolean {
  const differences = [
    a.box[0] - b.box[0],
    a.box[2] - b.box[2],
    (a.box[0] + a.box[2] - b.box[0] - b.box[2]) / 2,
  ];
  return differences.some((difference) => Math.abs(difference) <= unit * alignment);
}

/**
 * Titles of all but the last head row spread over the columns that they head: those above a partial ruling under the
 * title, else those untitled neighbours that put the title in their middle.
 */
export function spreadTitles(
  rows: readonly Row[],
  columnSpans: readonly { from: number; to: number }[],
  partial: readonly Ruling[],
  unit: number,
): Row[] {
  return rows.map((row, i) => {
    const below = rows[i + 1];
    if (below === undefined) return row;
    const untitled = (column: number) =>
      column > 0 &&
      !row.chunks.some((chunk) => chunk.column <= column && chunk.lastColumn >= column) &&
      below.chunks.some((chunk) => chunk.column <= column && chunk.lastColumn >= column);
    const taken = new Set<number>();
    const chunks = row.chunks.map((chunk) => {
      const ruling = rulingUnder(chunk, partial, below, unit);
      const spread = ruling
        ? columnsAbove(chunk, ruling, columnSpans)
        : centred(chunk, columnSpans, (column) => untitled(column) && !taken.has(column));
      for (let column = spread.column; column <= spread.lastColumn; column++) taken.add(column);
      return spread;
    });
    return { ...row, chunks: withoutOverlap(chunks, row.chunks) };
  });
}

function rulingUnder(chunk: Chunk, partial: readonly Ruling[], below: Row, unit: number): Ruling | undefined {
  return partial.find(
    ({ at, from, to }) =>
      at > (chunk.box[1] + chunk.box[3]) / 2 &&
      at < below.box[3] - unit / 2 &&
      from < chunk.box[2] &&
      to > chunk.box[0],
  );
}

function columnsAbove(chunk: Chunk, ruling: Ruling, spans: readonly { from: number; to: number }[]): Chunk {
  const covered = spans.flatMap(({ from, to }, column) => {
    const middle = (from + to) / 2;
    return middle > ruling.from && middle < ruling.to ? [column] : [];
  });
  if (covered.length === 0) return chunk;
  return { ...chunk, column: covered[0]!, lastColumn: covered.at(-1)! };
}

function centred(
  chunk: Chunk,
  spans: readonly { from: number; to: number }[],
  isFree: (column: number) => boolean,
): Chunk {
  let [low, high] = [chunk.column, chunk.lastColumn];
  while (isFree(low - 1)) low--;
  while (isFree(high + 1)) high++;
  const middle = (chunk.box[0] + chunk.box[2]) / 2;
  let best = { distance: Number.POSITIVE_INFINITY, column: chunk.column, lastColumn: chunk.lastColumn };
  for (let column = low; column <= chunk.column; column++) {
    for (let lastColumn = chunk.lastColumn; lastColumn <= high; lastColumn++) {
      const distance = Math.abs((spans[column]!.from + spans[lastColumn]!.to) / 2 - middle);
      if (distance < best.distance) best = { distance, column, lastColumn };
    }
  }
  return { ...chunk, column: best.column, lastColumn: best.lastColumn };
}

/** Where two titles claim a column, it stays with the one that stands in it. */
function withoutOverlap(spread: readonly Chunk[], given: readonly Chunk[]): Chunk[] {
  let free = 0;
  return spread.map((chunk, i) => {
    const column = Math.max(chunk.column, free);
    const lastColumn = Math.min(chunk.lastColumn, (given[i + 1]?.column ?? Number.POSITIVE_INFINITY) - 1);
    free = lastColumn + 1;
    return { ...chunk, column, lastColumn };
  });
}
