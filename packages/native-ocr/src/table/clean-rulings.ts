/** Makes rulings fit to reason with: no strokes of text among them, upright, one ruling per drawn line. */
import { intervalOverlap } from '@recto/geometry';
import type { Ruling, Rulings, TableWord } from './shapes.ts';

/** Share of a ruling that lies inside words from which on it is a row of their strokes. */
const mostInsideWords = 0.5;

/** `unit` is the usual word height, px. */
export function cleanRulings(rulings: Rulings, words: readonly TableWord[], unit: number): Rulings {
  const turned = words.map(({ text, box }): TableWord => ({ text, box: [box[1], box[0], box[3], box[2]] }));
  return {
    horizontal: joinPieces(
      rulings.horizontal.filter((ruling) => insideWords(ruling, words) < mostInsideWords),
      unit,
    ),
    vertical: joinPieces(
      rulings.vertical.filter((ruling) => insideWords(ruling, turned) < mostInsideWords),
      unit,
    ),
  };
}

function insideWords(ruling: Ruling, words: readonly TableWord[]): number {
  let inside = 0;
  for (const { box } of words) {
    const rim = (box[3] - box[1]) * 0.1;
    if (ruling.at > box[1] + rim && ruling.at < box[3] - rim) {
      inside += Math.max(0, intervalOverlap(box[0], box[2], ruling.from, ruling.to));
    }
  }
  return inside / Math.max(1, ruling.to - ruling.from);
}

/** Pieces at one height that touch or overlap become one; double lines, too close to hold text, become one. */
function joinPieces(rulings: readonly Ruling[], unit: number): Ruling[] {
  const joined: Ruling[] = [];
  for (const ruling of rulings.toSorted((a, b) => a.from - b.from)) {
    const same = joined.findIndex(
      (other) => Math.abs(other.at - ruling.at) < unit * 0.4 && ruling.from - other.to < unit * 0.5,
    );
    if (same < 0) joined.push(ruling);
    else joined[same] = merge(joined[same]!, ruling);
  }
  return joined.sort((a, b) => a.at - b.at);
}

function merge(a: Ruling, b: Ruling): Ruling {
  const [lengthA, lengthB] = [a.to - a.from, b.to - b.from];
  return {
    at: (a.at * lengthA + b.at * lengthB) / Math.max(1, lengthA + lengthB),
    from: Math.min(a.from, b.from),
    to: Math.max(a.to, b.to),
  };
}

/** Positions at which rulings stand, closer than `tolerance` taken as one, ascending. */
export function rulingPositions(rulings: readonly Ruling[], tolerance: number): number[] {
  const groups: number[][] = [];
  for (const { at } of rulings.toSorted((a, b) => a.at - b.at)) {
    const last = groups.at(-1);
    if (last !== undefined && at - last.at(-1)! < tolerance) last.push(at);
    else groups.push([at]);
  }
  return groups.map((group) => group.reduce((sum, at) => sum + at, 0) / group.length);
}
