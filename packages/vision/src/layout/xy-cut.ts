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

/** A line of small print as a share of the ordered area's height. */
const lineShare = 0.014;
/** Rows of a form: height in lines; shares of low items, of items with a partner, of common height. */
const rows = { maxLines: 2.6, low: 0.75, partnered: 0.6, overlap: 0.5 };

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

/** `a` and `b` stand side by side: each shares most of its height with the other. */
const sameRow = (a: Box, b: Box): boolean =>
  intervalOverlap(a[1], a[3], b[1], b[3]) >= rows.overlap * Math.max(boxHeight(a), boxHeight(b));

/**
 * The columns are those of a form or an unruled table, not of running text: nearly everything is a line or two high and
 * has a partner beside it. Such are read row by row.
 */
function areRows<T extends Boxed>(columns: readonly T[][], lineHeight: number): boolean {
  const items = columns.flatMap((column, at) => column.map(({ box }) => ({ box, at })));
  if (items.length > maxCompared) return false;
  const low = items.filter(({ box }) => boxHeight(box) <= rows.maxLines * lineHeight);
  if (low.length < rows.low * items.length) return false;
  const partnered = low.filter(({ box, at }) => low.some((o) => o.at !== at && sameRow(box, o.box)));
  return partnered.length >= rows.partnered * items.length;
}

function order<T extends Boxed>(items: readonly T[], allowance: Slack): T[] {
  if (items.length < 2) return [...items];
  const columns = cut(items, 0, allowance);
  if (columns.length > 1) {
    const bands = areRows(columns, (allowance[1] / slack.y) * lineShare) ? cut(items, 1, allowance) : [];
    if (bands.length > 1) return bands.flatMap((band) => order(band, allowance));
    return columns.flatMap((column) => order(column, allowance));
  }
  const groups = joinBands(cut(items, 1, allowance), allowance);
  if (groups.length > 1) return groups.flatMap((group) => order(group, allowance));
  return byPrecedence(items, allowance);
}

/** The items in reading order, every one exactly once. */
export function xyCut<T extends Boxed>(items: readonly T[]): T[] {
  if (items.length < 2) return [...items];
  const area = boundingBox(items.map(({ box }) => box));
  const allowance: Slack = [slack.x * boxWidth(area), slack.y * boxHeight(area)];
  return order(items, allowance);
}
