/** Lines of text on a scan, as boxes: ink whose neighbours on the row are close, connected over the rows. */
import { type Box, intervalOverlap } from '@recto/geometry';
import type { InkMap } from './ink-map.ts';
import { type Rulings, withoutRulings } from './ink-rulings.ts';

/** Letters of a word stand closer than this share of the page's longer side, in print of ordinary size. */
const joinShare = 0.004;
/** What looks like a line of print; sides as shares of the page, `ink` the share of the box that is inked. */
const line = {
  minWidth: 0.02,
  minHeight: 0.004,
  maxHeight: 0.06,
  minAspect: 1.5,
  minInk: 0.12,
  maxInk: 0.75,
};
/** A component of this many usual lines' height may be several lines. */
const tall = 1.8;
/** Rows with less than this share of the fullest row's ink lie between lines. */
const valley = 0.12;
/** Words of one row share this much of the smaller one's height, differ in height by less than this factor... */
const sameRow = 0.6;
const sameHeight = 3;
/** ... and stand at most this many of their heights apart. */
const wordGap = 0.9;
/** Justified lines of narrow columns stretch to this, where their neighbours show that it is no gutter. */
const wideGap = 3;

/** A stretch of a row; `ink` counts its inked cells. */
interface Run {
  readonly y: number;
  readonly from: number;
  to: number;
  ink: number;
}

interface Component {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  ink: number;
  runs: Run[];
}

/** Runs of ink on a row, gaps up to `join` cells closed. */
function rowRuns({ ink, width }: InkMap, y: number, join: number): Run[] {
  const runs: Run[] = [];
  for (let x = 0, at = y * width; x < width; x++, at++) {
    if (ink[at] === 0) continue;
    const last = runs.at(-1);
    if (last && x - last.to <= join) {
      last.to = x + 1;
      last.ink += 1;
    } else runs.push({ y, from: x, to: x + 1, ink: 1 });
  }
  return runs;
}

function merge(into: Component, other: Component): void {
  into.x0 = Math.min(into.x0, other.x0);
  into.y0 = Math.min(into.y0, other.y0);
  into.x1 = Math.max(into.x1, other.x1);
  into.y1 = Math.max(into.y1, other.y1);
  into.ink += other.ink;
  for (const run of other.runs) into.runs.push(run);
}

const componentOf = (run: Run): Component => ({
  x0: run.from,
  y0: run.y,
  x1: run.to,
  y1: run.y + 1,
  ink: run.ink,
  runs: [run],
});

/** Components of joined runs. A merged component forwards to the one that took it. */
function components(map: InkMap, join: number): Component[] {
  const forward = new Map<Component, Component>();
  const find = (component: Component): Component => {
    let root = component;
    for (let next = forward.get(root); next; next = forward.get(root)) root = next;
    if (root !== component) forward.set(component, root);
    return root;
  };
  const roots = new Set<Component>();
  let above: { run: Run; component: Component }[] = [];
  for (let y = 0; y < map.height; y++) {
    const row: typeof above = [];
    let first = 0;
    for (const run of rowRuns(map, y, join)) {
      let component = componentOf(run);
      roots.add(component);
      while (first < above.length && above[first]!.run.to < run.from) first++;
      for (let i = first; i < above.length && above[i]!.run.from <= run.to; i++) {
        const other = find(above[i]!.component);
        if (other === component) continue;
        // The smaller one moves, so that no cell moves often.
        const [into, from] =
          other.runs.length >= component.runs.length ? [other, component] : [component, other];
        merge(into, from);
        forward.set(from, into);
        roots.delete(from);
        component = into;
      }
      row.push({ run, component });
    }
    above = row;
  }
  return [...roots];
}

function looksLikeText({ x0, y0, x1, y1, ink }: Component, { width, height }: InkMap): boolean {
  const w = x1 - x0;
  const h = y1 - y0;
  const share = ink / (w * h);
  // Dark borders of scans touch the edge of the page; print does not.
  const atEdge = x0 <= 1 || y0 <= 1 || x1 >= width - 1 || y1 >= height - 1;
  return (
    !atEdge &&
    h >= Math.max(3, line.minHeight * height) &&
    h <= line.maxHeight * height &&
    share >= line.minInk &&
    share <= line.maxInk
  );
}

const isLong = ({ x0, y0, x1, y1 }: Component, { width }: InkMap): boolean =>
  x1 - x0 >= line.minWidth * width && x1 - x0 >= line.minAspect * (y1 - y0);

const heightOf = ({ y0, y1 }: Component): number => y1 - y0;

/** Lines whose ascenders touch the descenders above them come as one component: cut where its rows carry least ink. */
function splitTall(component: Component, usual: number): Component[] {
  const { x0, y0, x1, y1, runs } = component;
  if (y1 - y0 < tall * usual || x1 - x0 < line.minAspect * usual) return [component];
  const rows = new Array<number>(y1 - y0).fill(0);
  for (const { y, ink } of runs) rows[y - y0]! += ink;
  const limit = valley * Math.max(...rows);
  const parts: (Component | null)[] = [];
  const partOf = rows.map((ink, y) => {
    if (ink <= limit) return null;
    if (y === 0 || rows[y - 1]! <= limit) parts.push(null);
    return parts.length - 1;
  });
  if (parts.length < 2) return [component];
  for (const run of runs) {
    const part = partOf[run.y - y0];
    if (part === null || part === undefined) continue;
    const home = parts[part];
    if (home) merge(home, componentOf(run));
    else parts[part] = componentOf(run);
  }
  return parts.filter((part) => part !== null);
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

const isGapOf =
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

/** A line above and one below run across the gap, so it is no gutter between columns. */
const isBridged =
  (lines: readonly Component[]): Gap =>
  (left, right) => {
    const height = Math.max(heightOf(left), heightOf(right));
    const across = lines.filter(
      (l) => l.x0 < left.x1 - height && l.x1 > right.x0 + height && Math.abs(l.y0 - left.y0) < 2.5 * height,
    );
    return across.some((l) => l.y1 <= left.y0 + 1) && across.some((l) => l.y0 >= left.y1 - 1);
  };

function wordsToLines(words: readonly Component[], rulings: Rulings): Component[] {
  const divided = isDivided(rulings);
  const isWordGap = isGapOf(wordGap);
  const lines = joinRows(words, (a, b) => isWordGap(a, b) && !divided(a, b));
  const isWideGap = isGapOf(wideGap);
  const bridged = isBridged(lines);
  return joinRows(lines, (a, b) => isWideGap(a, b) && !divided(a, b) && bridged(a, b));
}

/** Boxes in cells: long ones, and short ones that stand in the row of a long one of their size (numbers, answers). */
function findLines(map: InkMap, rulings: Rulings): Component[] {
  const found = components(map, Math.max(1, Math.round(joinShare * Math.max(map.width, map.height))));
  const heights = found.filter((c) => isLong(c, map) && looksLikeText(c, map)).map(heightOf);
  const usual = heights.sort((a, b) => a - b)[heights.length >> 1] ?? Number.POSITIVE_INFINITY;
  const print = found
    .flatMap((component) => splitTall(component, usual))
    .filter((component) => looksLikeText(component, map));
  const joined = wordsToLines(print, rulings);
  const long = joined.filter((component) => isLong(component, map));
  return joined.filter(
    (component) => isLong(component, map) || long.some((other) => onOneRow(component, other)),
  );
}

/** Boxes in page pixels, from top to bottom. */
export function inkLines(map: InkMap, rulings: Rulings): Box[] {
  const { cell } = map;
  return findLines(withoutRulings(map, rulings), rulings)
    .map(({ x0, y0, x1, y1 }): Box => [x0 * cell, y0 * cell, x1 * cell, y1 * cell])
    .sort((a, b) => a[1] - b[1] || a[0] - b[0]);
}
