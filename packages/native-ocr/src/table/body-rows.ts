/** Which lines of a table's body belong to one row: cells wrap, and only some columns do. */
import { type Chunk, isSpanning, joinRows, type Row } from './chunks.ts';

/** Line gaps this much wider than the narrow ones (in pitch) part rows; those below join wrapped lines. */
const clearlyWider = 1.3;

/** `rows` are the lines of one band between full-width rulings, from top to bottom. `columns`: of the table. */
export function joinWrapped(rows: readonly Row[], columns: number, rightEdges: readonly number[]): Row[] {
  const tight = tightPitch(rows);
  const joined: Row[] = [];
  let lastLine: Row | undefined;
  for (const line of rows) {
    const row = joined.at(-1);
    if (row !== undefined && lastLine !== undefined) {
      const pitch = line.box[3] - lastLine.box[3];
      const isTight = tight !== null && pitch <= tight;
      const mayJoin = tight === null || isTight;
      if (mayJoin && continues(row, lastLine, line, columns, rightEdges, isTight)) {
        joined[joined.length - 1] = joinRows(row, line);
        lastLine = line;
        continue;
      }
    }
    joined.push(line);
    lastLine = line;
  }
  return joined;
}

/** Largest pitch of wrapped lines where the pitches fall into two clear kinds; else null. */
function tightPitch(rows: readonly Row[]): number | null {
  const pitches = rows
    .slice(1)
    .map((row, i) => row.box[3] - rows[i]!.box[3])
    .sort((a, b) => a - b);
  let widest = { ratio: clearlyWider, at: -1 };
  pitches.slice(1).forEach((pitch, i) => {
    const ratio = pitch / Math.max(1, pitches[i]!);
    if (ratio >= widest.ratio) widest = { ratio, at: i };
  });
  return widest.at < 0 ? null : pitches[widest.at]!;
}

function continues(
  row: Row,
  lastLine: Row,
  line: Row,
  columns: number,
  rightEdges: readonly number[],
  isTight: boolean,
): boolean {
  if (line.chunks.some(isSpanning) || row.chunks.some(isSpanning)) return false;
  const filled = new Set(row.chunks.map((chunk) => chunk.column));
  const goesOn = (chunk: Chunk) => {
    const above = lastLine.chunks.find((other) => other.column === chunk.column);
    return above !== undefined && wrapsInto(above, chunk, rightEdges[chunk.column]!, isTight);
  };
  const label = line.chunks.find((chunk) => chunk.column === 0);
  if (label !== undefined) {
    // A label goes on alone below its values, or the values stand beside its last line.
    const alone = line.chunks.length === 1 || filled.size === 1;
    return alone && filled.has(0) && goesOn(label);
  }
  const few = line.chunks.length <= Math.max(1, columns / 2) && line.chunks.length < Math.max(2, filled.size);
  const known = line.chunks.every((chunk) => filled.has(chunk.column));
  return known && (few ? line.chunks.every(goesOn) : line.chunks.every(isAside));
}

/** In brackets, as deviations and shares stand below their value. */
const isAside = (chunk: Chunk): boolean => /^[([{]/.test(chunk.words[0]!.text);

/** Does the text of `above` run on in `below`, or does `below` start anew? */
function wrapsInto(above: Chunk, below: Chunk, rightEdge: number, isTight: boolean): boolean {
  const before = above.words.at(-1)!.text;
  const next = below.words[0]!;
  if (/^[\p{Ll}(&]/u.test(next.text) || /[-,/&]$|^(of|and|or|the|in|for|with|to|by)$/iu.test(before))
    return true;
  const room = rightEdge - above.box[2];
  const fits = next.box[2] - next.box[0] < room;
  if (/^\p{Lu}/u.test(next.text)) return isTight && !fits;
  return isTight || !fits;
}
