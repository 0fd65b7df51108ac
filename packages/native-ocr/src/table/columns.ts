/** Column boundaries from white space: strips that hardly any line crosses. */
import type { Ruling } from './shapes.ts';
import type { TextLine } from './text-lines.ts';

/** Words closer than this belong together, in word heights: a word space with room for loose typesetting. */
const wordSpace = 0.55;
/** A strip narrower than this parts nothing, in word heights; wider where few lines vouch for it. */
const narrowestGap = 0.6;
const narrowestGapOfFewLines = 1.1;
const fewLines = 4;
/** Share of the body lines that may cross a gap (section titles, notes). */
const mostCrossing = 0.12;

/** Share of the height of all lines over which a ruling must run to part columns where white space does not. */
const longRuling = 0.5;

export interface Boundary {
  readonly x: number;
  /** On a ruling: parts even words that nearly touch. */
  readonly drawn: boolean;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Boundaries between columns, ascending. `body` decides; `head` lines, whose titles span columns, only pull a
 * boundary aside.
 */
export function findBoundaries(
  body: readonly TextLine[],
  head: readonly TextLine[],
  vertical: readonly Ruling[],
  unit: number,
): Boundary[] {
  const several = body.filter((line) => chunksOf(line, unit).length > 1);
  const lines = several.length > 0 ? several : body;
  const spans = lines.flatMap((line) => chunksOf(line, unit));
  const needed = unit * (lines.length < fewLines ? narrowestGapOfFewLines : narrowestGap);
  const gaps = gapsBetween(spans, Math.floor(lines.length * mostCrossing)).filter(
    (gap) => gap.to - gap.from >= needed,
  );
  const headSpans = head.flatMap((line) => chunksOf(line, unit));
  const open = gaps.map((gap) => boundaryIn(gap, headSpans, vertical));
  const drawn = drawnBoundaries([...head, ...body], vertical).filter(
    ({ x }) => !open.some((boundary) => Math.abs(boundary.x - x) < unit * 0.6),
  );
  return [...open, ...drawn].sort((a, b) => a.x - b.x);
}

/** Long rulings with text on both sides. */
function drawnBoundaries(lines: readonly TextLine[], vertical: readonly Ruling[]): Boundary[] {
  const words = lines.flatMap((line) => line.words);
  const top = Math.min(...lines.map((line) => line.box[1]));
  const bottom = Math.max(...lines.map((line) => line.box[3]));
  return vertical
    .filter(
      ({ at, from, to }) =>
        Math.min(to, bottom) - Math.max(from, top) > (bottom - top) * longRuling &&
        words.some(({ box }) => (box[0] + box[2]) / 2 < at) &&
        words.some(({ box }) => (box[0] + box[2]) / 2 > at),
    )
    .map(({ at }) => ({ x: at, drawn: true }));
}

/** Words of a line joined over word spaces. */
export function chunksOf(line: TextLine, unit: number): Span[] {
  const chunks: Span[] = [];
  for (const { box } of line.words) {
    const last = chunks.at(-1);
    if (last !== undefined && box[0] - last.to < unit * wordSpace) {
      chunks[chunks.length - 1] = { from: last.from, to: Math.max(last.to, box[2]) };
    } else {
      chunks.push({ from: box[0], to: box[2] });
    }
  }
  return chunks;
}

/** Strips between the first and the last span over which at most `allowed` spans pass. */
function gapsBetween(spans: readonly Span[], allowed: number): Span[] {
  const events = spans
    .flatMap(({ from, to }) => [
      { x: from, step: 1 },
      { x: to, step: -1 },
    ])
    .sort((a, b) => a.x - b.x || b.step - a.step);
  const gaps: Span[] = [];
  let depth = 0;
  let opened: number | null = null;
  for (const { x, step } of events) {
    depth += step;
    if (step > 0 && depth === allowed + 1 && opened !== null) {
      gaps.push({ from: opened, to: x });
      opened = null;
    }
    if (step < 0 && depth === allowed) opened = x;
  }
  return gaps;
}

/** A ruling in the gap, or the middle of what the head's titles leave of it. */
function boundaryIn(gap: Span, head: readonly Span[], vertical: readonly Ruling[]): Boundary {
  const ruling = vertical.find(({ at }) => at > gap.from && at < gap.to);
  if (ruling) return { x: ruling.at, drawn: true };
  const free = freeParts(gap, head);
  const widest = free.toSorted((a, b) => b.to - b.from - (a.to - a.from))[0] ?? gap;
  return { x: (widest.from + widest.to) / 2, drawn: false };
}

function freeParts(gap: Span, spans: readonly Span[]): Span[] {
  let parts: Span[] = [gap];
  for (const { from, to } of spans) {
    parts = parts.flatMap((part) => {
      if (to <= part.from || from >= part.to) return [part];
      return [
        { from: part.from, to: from },
        { from: to, to: part.to },
      ].filter((rest) => rest.to - rest.from > 0);
    });
  }
  return parts;
}
