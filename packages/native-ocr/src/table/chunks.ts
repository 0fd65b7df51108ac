/** A line cut at the column boundaries. */
import { type Box, boundingBox } from '@recto/geometry';
import type { Boundary } from './columns.ts';
import type { TableWord } from './shapes.ts';
import type { TextLine } from './text-lines.ts';

/** Words of one line that stand together, and the columns over which they reach. */
export interface Chunk {
  readonly words: readonly TableWord[];
  readonly box: Box;
  readonly column: number;
  /** Inclusive. */
  readonly lastColumn: number;
}

export interface Row {
  /** From left to right, without a column in common. */
  readonly chunks: readonly Chunk[];
  readonly box: Box;
}

/** Words across a boundary stay together when closer than this, in word heights. */
const tightSpace = 0.5;
const tightestSpace = 0.2;
/** How far a word may stick out over a boundary without reaching the next column, in word heights. */
const overhang = 0.6;

export function cutLine(line: TextLine, boundaries: readonly Boundary[], unit: number): Row {
  const loose = cutAt(line, boundaries, unit, tightSpace);
  // With cells enough to be a row of data, a chunk over a boundary is two neighbours set tight, not a title.
  const isData = loose.length >= 2 && loose.length >= (boundaries.length + 1) / 2;
  const chunks = isData && loose.some(isSpanning) ? cutAt(line, boundaries, unit, tightestSpace) : loose;
  return { chunks, box: line.box };
}

function cutAt(line: TextLine, boundaries: readonly Boundary[], unit: number, space: number): Chunk[] {
  const groups: TableWord[][] = [];
  for (const word of line.words) {
    const group = groups.at(-1);
    const previous = group?.at(-1);
    if (group !== undefined && previous !== undefined && !isCut(previous, word, boundaries, unit * space)) {
      group.push(word);
    } else {
      groups.push([word]);
    }
  }
  return separate(groups.map((words) => chunkOf(words, boundaries, unit)));
}

function isCut(left: TableWord, right: TableWord, boundaries: readonly Boundary[], space: number): boolean {
  const isTight = right.box[0] - left.box[2] < space;
  const middle = (word: TableWord) => (word.box[0] + word.box[2]) / 2;
  return boundaries.some(({ x, drawn }) => x > middle(left) && x < middle(right) && (drawn || !isTight));
}

function chunkOf(words: readonly TableWord[], boundaries: readonly Boundary[], unit: number): Chunk {
  const box = boundingBox(words.map((word) => word.box));
  const slack = Math.min(unit * overhang, (box[2] - box[0]) / 2);
  const column = columnAt(box[0] + slack, boundaries);
  return { words, box, column, lastColumn: Math.max(column, columnAt(box[2] - slack, boundaries)) };
}

/** Index of the column in which x lies. */
export const columnAt = (x: number, boundaries: readonly Boundary[]): number =>
  boundaries.filter((boundary) => boundary.x <= x).length;

/** Chunks that ended up in one column are one chunk. */
export function separate(chunks: readonly Chunk[]): Chunk[] {
  const apart: Chunk[] = [];
  for (const chunk of chunks.toSorted((a, b) => a.column - b.column)) {
    const last = apart.at(-1);
    if (last !== undefined && chunk.column <= last.lastColumn)
      apart[apart.length - 1] = joinChunks(last, chunk);
    else apart.push(chunk);
  }
  return apart;
}

export const joinChunks = (a: Chunk, b: Chunk): Chunk => ({
  words: [...a.words, ...b.words],
  box: boundingBox([a.box, b.box]),
  column: Math.min(a.column, b.column),
  lastColumn: Math.max(a.lastColumn, b.lastColumn),
});

/** Chunks that share a column become one cell. */
export const joinRows = (a: Row, b: Row): Row => ({
  chunks: separate([...a.chunks, ...b.chunks]),
  box: boundingBox([a.box, b.box]),
});

export const isSpanning = (chunk: Chunk): boolean => chunk.lastColumn > chunk.column;
