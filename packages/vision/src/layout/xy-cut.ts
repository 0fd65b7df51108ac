/**
 * Recursive XY-cut: columns before rows. Boxes may overlap or lean a little; what no straight cut divides
 * is put in order by who is above and who is to the left (T. Breuel, "High Performance Document Layout Analysis").
 */
import { type Box, boundingBox, boxHeight, boxWidth, intervalOverlap } from '@recto/geometry';

interface Boxed {
  readonly box: Box;
}

/** What boxes may overlap without closing a gap, as shares of the area's width and height. */
const slack = { x: 0.008, y: 0.005 };
/** Never more than this share of a box's own side. */
const maxTrim = 0.25;
/** Beyond this many boxes the cubic comparison gives way to rows. */
const maxCompared = 300;

/** Rows of a form: height in lines, how many there are, shares of items in low bands and in bands with others. */
const rows = { maxLines: 2.8, minRows: 2, low: 0.75, shared: 0.4 };
/** Shares: of an island's height with text on each side, of the area's height that the columns around it fill. */
const island = { beside: 0.5, column: 0.7 };

type Axis = 0 | 1;
type Slack = readonly [x: number, y: number];

/** Groups along an axis that a gap divides, in ascending order. */
function cut<T extends Boxed>(items: readonly T[], axis: Axis, allowance: Slack): T[][] {
  const end = axis + 2;
  const trim = ({ box }: T) => Math.min(allowance[axis], maxTrim * (box[end]! - box[axis]!));
  const sorted = items
    .map((item) => ({ item, from: item.box[axis]! + trim(item), to: item.box[end]! - trim(item) }))
    .sort((a, b) => a.from - b.from);
  const groups: T[][] = [];
  let reach = Number.NEGATIVE_INFINITY;
  for (const { item, from, to } of sorted) {
    if (from >= reach) groups.push([]);
    groups.at(-1)?.push(item);
    reach = Math.max(reach, to);
  }
  return groups;
}

const hasGutter = <T extends Boxed>(items: readonly T[], allowance: Slack) =>
  cut(items, 0, allowance).length > 1;

/** Neighbouring bands that keep a common gutter are one set of columns; a band that closes the gutter stands alone. */
function joinBands<T extends Boxed>(bands: readonly T[][], allowance: Slack): T[][] {
  const groups: T[][] = [];
  for (const band of bands) {
    const last = groups.at(-1);
    const joined = last && [...last, ...band];
    if (joined && hasGutter(joined, allowance)) groups[groups.length - 1] = joined;
    else groups.push([...band]);
  }
  return groups;
}

const center = (box: Box, axis: Axis) => box[axis]! + box[axis + 2]!;
const byRow = <T extends Boxed>(a: T, b: T) =>
  center(a.box, 1) - center(b.box, 1) || a.box[0] - b.box[0] || a.box[2] - b.box[2];

/** `a` is read before `b`: above it in the same column, or left of it with nothing across both in between. */
function precedes(a: Box, b: Box, all: readonly Boxed[], allowance: Slack): boolean {
  const shares = (p: Box, q: Box) =>
    intervalOverlap(p[0], p[2], q[0], q[2]) >
    Math.min(allowance[0], maxTrim * Math.min(boxWidth(p), boxWidth(q)));
  if (shares(a, b)) return center(a, 1) < center(b, 1);
  if (center(a, 0) > center(b, 0)) return false;
  const upper = Math.min(center(a, 1), center(b, 1));
  const lower = Math.max(center(a, 1), center(b, 1));
  return !all.some(({ box: c }) => {
    const y = center(c, 1);
    return y > upper && y < lower && shares(c, a) && shares(c, b);
  });
}

/** Repeatedly takes an item that nothing left must precede; the topmost one where overlaps make a circle. */
function byPrecedence<T extends Boxed>(items: readonly T[], allowance: Slack): T[] {
  const rest = items.toSorted(byRow);
  if (rest.length > maxCompared) return rest;
  const waits = new Map(
    rest.map((item) => [
      item,
      new Set(rest.filter((o) => o !== item && precedes(o.box, item.box, items, allowance))),
    ]),
  );
  const ordered: T[] = [];
  while (rest.length > 0) {
    const free = rest.findIndex((item) => waits.get(item)?.size === 0);
    const [next] = rest.splice(Math.max(free, 0), 1) as [T];
    for (const others of waits.values()) others.delete(next);
    ordered.push(next);
  }
  return ordered;
}

/**
 * Bands of a form or an unruled table, not of running text: nearly everything stands in bands a line or two high, and much of
 * it beside something else. Such are read row by row.
 */
function areRows<T extends Boxed>(bands: readonly T[][], lineHeight: number): boolean {
  const isLow = (band: readonly T[]) => band.every(({ box }) => boxHeight(box) <= rows.maxLines * lineHeight);
  const count = (groups: readonly T[][]) => groups.reduce((sum, group) => sum + group.length, 0);
  const low = bands.filter(isLow);
  const shared = low.filter((band) => band.length > 1);
  const all = count(bands);
  return shared.length >= rows.minRows && count(low) >= rows.low * all && count(shared) >= rows.shared * all;
}

/** What text runs around: it has neighbours on both sides, at most of its height. */
const isIsland = (box: Box, all: readonly Boxed[]): boolean => {
  const covered = (side: readonly Boxed[]) =>
    side.reduce((sum, { box: o }) => sum + Math.max(0, intervalOverlap(o[1], o[3], box[1], box[3])), 0);
  return [all.filter(({ box: o }) => o[2] <= box[0]), all.filter(({ box: o }) => o[0] >= box[2])].every(
    (side) => covered(side) >= island.beside * boxHeight(box),
  );
};

/**
 * Columns that only an island holds together (a picture in the middle of the page, set across the gutter): the columns, each
 * followed by the islands on its right border. Null where there are none.
 */
function aroundIslands<T extends Boxed>(items: readonly T[], allowance: Slack): T[][] | null {
  if (items.length > maxCompared) return null;
  const islands = items.filter(({ box }) => isIsland(box, items));
  if (islands.length === 0) return null;
  const columns = cut(
    items.filter((item) => !islands.includes(item)),
    0,
    allowance,
  );
  const height = boxHeight(boundingBox(items.map(({ box }) => box)));
  const outlines = columns.map((column) => boundingBox(column.map(({ box }) => box)));
  if (columns.length < 2 || outlines.some((box) => boxHeight(box) < island.column * height)) return null;
  const home = ({ box }: T) => outlines.findLastIndex((outline) => center(outline, 0) <= center(box, 0));
  return columns.flatMap((column, i) => [column, islands.filter((item) => Math.max(0, home(item)) === i)]);
}

function order<T extends Boxed>(items: readonly T[], allowance: Slack, lineHeight: number): T[] {
  const inOrder = (part: readonly T[]) => order(part, allowance, lineHeight);
  if (items.length < 2) return [...items];
  const columns = cut(items, 0, allowance);
  if (columns.length > 1) {
    const bands = cut(items, 1, allowance);
    const parts = areRows(bands, lineHeight) ? bands : columns;
    return parts.flatMap(inOrder);
  }
  const around = aroundIslands(items, allowance);
  if (around) return around.flatMap(inOrder);
  const groups = joinBands(cut(items, 1, allowance), allowance);
  if (groups.length > 1) return groups.flatMap(inOrder);
  return byPrecedence(items, allowance);
}

/** The items in reading order, every one exactly once. `lineHeight`: of a line of small print, in the unit of the boxes. */
export function xyCut<T extends Boxed>(items: readonly T[], lineHeight: number): T[] {
  if (items.length < 2) return [...items];
  const area = boundingBox(items.map(({ box }) => box));
  const allowance: Slack = [slack.x * boxWidth(area), slack.y * boxHeight(area)];
  return order(items, allowance, lineHeight);
}
