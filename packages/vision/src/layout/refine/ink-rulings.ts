/** Ruling lines in an ink map: frames, table rulings, underlines. They tie print together that does not belong together. */
import { components, usualWordHeight } from './ink-components.ts';
import type { InkMap } from './ink-map.ts';

/** In cells; `across` is the cross axis. */
export interface Ruling {
  readonly from: number;
  readonly to: number;
  readonly across: number;
}

export interface Rulings {
  readonly horizontal: readonly Ruling[];
  readonly vertical: readonly Ruling[];
}

/** Shortest ruling, as a share of the page's longer side: longer than a word of bold print, lower than a row of a table. */
const minLength = { horizontal: 0.035, vertical: 0.022 };
/** And in heights of a word: stems of letters are no rulings, however large the print. */
const minWords = { horizontal: 3.5, vertical: 1.7 };
/** A ruling is at most this many cells thick. */
const thickness = 3;
/** Share of its length along which a ruling has paper on one side; on the other may run the twin of a double one. */
const clearShare = 0.7;
/**
 * Breaks in the ink that a ruling survives, cells: letters stand side by side nearly without a gap, lines of text do not
 * stand so on each other, and cells with borders of their own do.
 */
const maxBreak = { horizontal: 1, vertical: 3 };
/** Share of a ruling that is ink all the same. */
const inkShare = 0.8;

/** Step of the index along a line and from a line to the next, and how many there are of both. */
interface Axis {
  readonly along: number;
  readonly across: number;
  readonly length: number;
  readonly lines: number;
}

function isClear({ ink }: InkMap, axis: Axis, line: number, from: number, to: number): boolean {
  let clear = 0;
  for (let i = from; i < to; i++) {
    const isPaper = (at: number) =>
      at < 0 || at >= axis.lines || ink[at * axis.across + i * axis.along] === 0;
    const free = (side: number) => isPaper(line + side * thickness) && isPaper(line + side * (thickness + 1));
    if (free(-1) || free(1)) clear += 1;
  }
  return clear >= clearShare * (to - from);
}

function rulingsAlong(map: InkMap, axis: Axis, shortest: number, longestBreak: number): Ruling[] {
  const { ink } = map;
  const found: Ruling[] = [];
  for (let line = 0; line < axis.lines; line++) {
    let from = -1;
    let last = -1;
    let count = 0;
    for (let i = 0; i <= axis.length; i++) {
      const inked = i < axis.length && ink[line * axis.across + i * axis.along] === 1;
      if (inked) {
        if (from < 0) {
          from = i;
          count = 0;
        }
        last = i;
        count += 1;
      } else if (from >= 0 && (i - last > longestBreak || i === axis.length)) {
        const to = last + 1;
        const isRuling = to - from >= shortest && count >= inkShare * (to - from);
        if (isRuling && isClear(map, axis, line, from, to)) found.push({ from, to, across: line });
        from = -1;
      }
    }
  }
  return found;
}

/** Every row and column of cells that is part of a ruling; a thick one counts once for each. */
export function findRulings(map: InkMap): Rulings {
  const { width, height } = map;
  const word = usualWordHeight(components(map), map);
  const shortest = (axis: keyof Rulings) =>
    Math.max(minLength[axis] * Math.max(width, height), minWords[axis] * word);
  const rows: Axis = { along: 1, across: width, length: width, lines: height };
  const columns: Axis = { along: width, across: 1, length: height, lines: width };
  return {
    horizontal: rulingsAlong(map, rows, shortest('horizontal'), maxBreak.horizontal),
    vertical: rulingsAlong(map, columns, shortest('vertical'), maxBreak.vertical),
  };
}

/** The map without them. */
export function withoutRulings(map: InkMap, { horizontal, vertical }: Rulings): InkMap {
  const ink = map.ink.slice();
  for (const { from, to, across } of horizontal)
    ink.fill(0, across * map.width + from, across * map.width + to);
  for (const { from, to, across } of vertical) {
    for (let y = from; y < to; y++) ink[y * map.width + across] = 0;
  }
  return { ...map, ink };
}
