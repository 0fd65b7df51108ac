/** Makes rulings fit to reason with: no strokes of text among them, upright, one ruling per drawn line. */
import { intervalOverlap } from '@recto/geometry';
import type { Ruling, Rulings, TableWord } from './shapes.ts';

/** Share of a ruling that runs along words of one line from which on it is made of their strokes. */
const mostAlongWords = 0.85;
/** In word heights: strokes of neighbouring words do not run together so far. */
const surelyRuling = 14;

/** `unit` is the usual word height, px. */
export function cleanRulings(rulings: Rulings, words: readonly TableWord[], unit: number): Rulings {
  const turned = words.map(({ text, box }): TableWord => ({ text, box: [box[1], box[0], box[3], box[2]] }));
  const real = (list: readonly Ruling[], along: readonly TableWord[]) =>
    list.filter(
      (ruling) =>
        ruling.to - ruling.from > unit * surelyRuling || alongWords(ruling, along, unit) < mostAlongWords,
    );
  return {
    horizontal: joinPieces(real(rulings.horizontal, words), unit),
    vertical: joinPieces(real(rulings.vertical, turned), unit),
  };
}

/** Words count with the spaces around them, and down to just below their box, where their feet are. */
function alongWords(ruling: Ruling, words: readonly TableWord[], unit: number): number {
  const space = unit * 0.25;
  let along = 0;
  for (const { box } of words) {
    if (ruling.at < box[1] || ruling.at > box[3] + unit * 0.15) continue;
    along += Math.max(0, intervalOverlap(box[0] - space, box[2] + space, ruling.from, ruling.to));
  }
  return along / Math.max(1, ruling.to - ruling.from);
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
