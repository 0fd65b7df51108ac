/** Lines of text on a scan, as boxes: ink whose neighbours on the row are close, connected over the rows. */
import { type Box, boundingBox, intervalOverlap } from '@recto/geometry';
import { type Component, componentOf, components, heightOf, merge } from './ink-components.ts';
import { findLineNumbers } from './ink-line-numbers.ts';
import type { InkMap } from './ink-map.ts';
import { type Rulings, withoutRulings } from './ink-rulings.ts';

/** What looks like a line of print; sides as shares of the page, `ink` the share of the box that is inked. */
const line = {
  minWidth: 0.02,
  minHeight: 0.004,
  maxHeight: 0.08,
  minAspect: 1.5,
  minInk: 0.12,
  maxInk: 0.75,
};
/** A component of between so many usual lines' heights may be several lines; beyond that it is a picture. */
const tall = { from: 1.8, to: 7 };
/** The row between two lines carries less than this share of the fullest row's ink, and lies so far (in usual heights) from the ends. */
const valley = 0.3;
const lineShare = 0.6;
/** Words of one row share this much of the smaller one's height, differ in height by less than this factor... */
const sameRow = 0.6;
const sameHeight = 3;
/** ... and stand at most this many of their heights apart. */
const wordGap = 0.9;
/** Justified lines of narrow columns stretch to this, where their neighbours show that it is no gutter. */
const wideGap = 3;
/** The rows around a line: so many of its heights above and below it. */
const neighbourRows = 3;
/** Where so many words around end and begin at a gap and none crosses it, it is a gutter. */
const gutterRows = 3;

const inkShare = ({ x0, y0, x1, y1, ink }: Component): number => ink / ((x1 - x0) * (y1 - y0));

/** A word, or a part of one: no speck, no picture, no bar, no dark border of a scan (print does not touch the edge). */
function looksLikeWord(component: Component, { width, height }: InkMap): boolean {
  const { x0, y0, x1, y1 } = component;
  const h = y1 - y0;
  const atEdge = x0 <= 1 || y0 <= 1 || x1 >= width - 1 || y1 >= height - 1;
  const isStem = x1 - x0 < 0.5 * h;
  return (
    !atEdge &&
    h >= Math.max(3, line.minHeight * height) &&
    h <= line.maxHeight * height &&
    inkShare(component) >= line.minInk &&
    (isStem || inkShare(component) <= line.maxInk)
  );
}

const isLong = ({ x0, y0, x1, y1 }: Component, { width }: InkMap): boolean =>
  x1 - x0 >= line.minWidth * width && x1 - x0 >= line.minAspect * (y1 - y0);

/** Index of the row with least ink between the first and the last line of a component, where there can be a cut. */
function thinnestRow(rows: readonly number[], usual: number): number | undefined {
  const edge = Math.round(lineShare * usual);
  let best: number | undefined;
  for (let y = edge; y < rows.length - edge; y++) {
    if (best === undefined || rows[y]! < rows[best]!) best = y;
  }
  return best !== undefined && rows[best]! <= valley * Math.max(...rows) ? best : undefined;
}

/** Lines whose ascenders touch the descenders above them come as one component: cut where its rows carry least ink. */
function splitTall(component: Component, usual: number): Component[] {
  const { x0, y0, x1, y1, runs } = component;
  const height = y1 - y0;
  if (height < tall.from * usual || height > tall.to * usual || x1 - x0 < usual) return [component];
  const rows = new Array<number>(height).fill(0);
  for (const { y, ink } of runs) rows[y - y0]! += ink;
  const cut = thinnestRow(rows, usual);
  if (cut === undefined) return [component];
  const [above, below] = [runs.filter(({ y }) => y - y0 < cut), runs.filter(({ y }) => y - y0 >= cut)];
  return [above, below].flatMap((part) => splitTall(componentOf(part), usual));
}

const onOneRow = (a: Component, b: Component): boolean =>
  intervalOverlap(a.y0, a.y1, b.y0, b.y1) >= sameRow * Math.min(heightOf(a), heightOf(b)) &&
  Math.max(heightOf(a), heightOf(b)) <= sameHeight * Math.min(heightOf(a), heightOf(b));

type Gap = (left: Component, right: Component) => boolean;

/** Neighbours on a row whose gap `closes`, as one. */
function joinRows(words: readonly Component[], closes: Gap): Component[] {
  const lines: Component[] = [];
  for (const word of words.toSorted((a, b) => a.x0 - b.x0)) {
    const home = lines.findLast((l) => onOneRow(l, word) && closes(l, word));
    if (home) merge(home, word);
    else lines.push({ ...word, runs: [] });
  }
  return lines;
}

const isWithin =
  (heights: number): Gap =>
  (left, right) =>
    right.x0 - left.x1 <= heights * Math.max(heightOf(left), heightOf(right));

/** A vertical ruling stands between the two. */
const isDivided =
  ({ vertical }: Rulings): Gap =>
  (left, right) =>
    vertical.some(
      ({ across, from, to }) =>
        across >= left.x1 - 1 &&
        across <= right.x0 + 1 &&
        intervalOverlap(from, to, left.y0, left.y1) > 0.5 * heightOf(left),
    );

/** What the rows above and below say about a gap: words across it, and words that end or begin at it as its own do. */
function witnesses(words: readonly Component[], left: Component, right: Component) {
  const middle = (left.x1 + right.x0) / 2;
  const height = Math.max(heightOf(left), heightOf(right));
  const reach = neighbourRows * height;
  const found = { above: 0, below: 0, endingThere: 0, beginningThere: 0 };
  for (const word of words) {
    if (word.y1 < left.y0 - reach || word.y0 > left.y1 + reach || onOneRow(word, left)) continue;
    // A line number in the gutter crosses its middle as well, but reaches neither column.
    if (word.x0 < middle && word.x1 > middle && (word.x0 < left.x1 || word.x1 > right.x0)) {
      if (word.y1 <= left.y0 + 2) found.above += 1;
      else if (word.y0 >= left.y1 - 2) found.below += 1;
    } else if (word.x1 <= middle && word.x1 > middle - 2 * height) found.endingThere += 1;
    else if (word.x0 >= middle && word.x0 < middle + 2 * height) found.beginningThere += 1;
  }
  return found;
}

/** Words that make a line: a gap is a space where it is narrow and no gutter, or wide and crossed by the rows around it. */
const isSpace =
  (words: readonly Component[], rulings: Rulings): Gap =>
  (left, right) => {
    if (!isWithin(wideGap)(left, right) || isDivided(rulings)(left, right)) return false;
    const { above, below, endingThere, beginningThere } = witnesses(words, left, right);
    if (above > 0 && below > 0) return true;
    const isGutter = above + below === 0 && Math.min(endingThere, beginningThere) >= gutterRows;
    return isWithin(wordGap)(left, right) && !isGutter;
  };

/** Long ones, and short ones that stand in the row of a long one of their size (numbers, answers). */
function joinLines(print: readonly Component[], map: InkMap, rulings: Rulings): Component[] {
  const joined = joinRows(print, isSpace(print, rulings)).filter(
    (component) => inkShare(component) <= line.maxInk,
  );
  const long = joined.filter((component) => isLong(component, map));
  return joined.filter(
    (component) => isLong(component, map) || long.some((other) => onOneRow(component, other)),
  );
}

/** Components that may be words, lines that touch each other cut apart. */
function findPrint(map: InkMap): Component[] {
  const found = components(map);
  const heights = found.filter((c) => isLong(c, map) && looksLikeWord(c, map)).map(heightOf);
  const usual = heights.sort((a, b) => a - b)[heights.length >> 1] ?? Number.POSITIVE_INFINITY;
  return found
    .flatMap((component) => splitTall(component, usual))
    .filter((component) => looksLikeWord(component, map));
}

/** Boxes in page pixels. */
export interface InkLines {
  /** From top to bottom. */
  readonly lines: readonly Box[];
  /** Columns of line numbers, which belong to no line. */
  readonly lineNumbers: readonly Box[];
}

export function inkLines(map: InkMap, rulings: Rulings): InkLines {
  const { cell } = map;
  const boxOf = ({ x0, y0, x1, y1 }: Component): Box => [x0 * cell, y0 * cell, x1 * cell, y1 * cell];
  const print = findPrint(withoutRulings(map, rulings));
  const numbers = findLineNumbers(print);
  const counters = new Set(numbers.flat());
  const words = print.filter((word) => !counters.has(word));
  return {
    lines: joinLines(words, map, rulings)
      .map(boxOf)
      .sort((a, b) => a[1] - b[1] || a[0] - b[0]),
    lineNumbers: numbers.map((column) => boundingBox(column.map(boxOf))),
  };
}
