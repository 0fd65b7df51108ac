/** The outline of a region in its mask, with the choices of OpenCV's `findContours` (pipeline.md 2.5-5). */
import type { Point } from '@recto/geometry';
import type { StretchedMask } from './mask-window.ts';

/** Steps to the eight neighbours, counter-clockwise on the screen from the right. */
const directions = [
  [1, 0],
  [1, -1],
  [0, -1],
  [-1, -1],
  [-1, 0],
  [-1, 1],
  [0, 1],
  [1, 1],
] as const;

/**
 * The outer outline with the largest area: counter-clockwise on the screen from its first pixel in reading order, without the
 * points on straight runs. Null where nothing is set.
 */
export function largestOutline(mask: StretchedMask): Point[] | null {
  let largest: { outline: Point[]; area: number } | null = null;
  // OpenCV lists outlines from the bottom up, and of equal areas the first one is taken.
  for (const { start, boundsArea } of components(mask).reverse()) {
    if (largest && boundsArea <= largest.area) continue;
    const outline = followBorder(mask, start);
    const area = areaOf(outline);
    if (!largest || area > largest.area) largest = { outline, area };
  }
  return largest?.outline ?? null;
}

/** Pixels that hang together, corners included. */
interface Component {
  /** The first one in reading order. */
  readonly start: Point;
  /** No outline within its bounds has a larger area, px². */
  readonly boundsArea: number;
}

/** In reading order of their first pixels. Works on runs: the pixels of a run are all set or all not. */
function components(mask: StretchedMask): Component[] {
  const { columns, rows } = mask;
  const seen = new Uint8Array(columns.length * rows.length);
  const take = (column: number, row: number): boolean => {
    const [x, y] = [columns[column]?.start, rows[row]?.start];
    const index = row * columns.length + column;
    if (x === undefined || y === undefined || seen[index] !== 0 || !mask.isSet(x, y)) return false;
    seen[index] = 1;
    return true;
  };
  const found: Component[] = [];
  rows.forEach(({ start: y }, row) => {
    columns.forEach(({ start: x }, column) => {
      if (!take(column, row)) return;
      const [left, right, bottom] = reach(column, row, take);
      const width = (columns[right]?.end ?? 0) - (columns[left]?.start ?? 0);
      const height = (rows[bottom]?.end ?? 0) - y;
      found.push({ start: [x, y], boundsArea: width * height });
    });
  });
  return found;
}

/** Leftmost and rightmost column and last row of what hangs together with a run, all of which is taken. */
function reach(
  column: number,
  row: number,
  take: (column: number, row: number) => boolean,
): readonly [left: number, right: number, bottom: number] {
  let [left, right, bottom] = [column, column, row];
  const waiting: Point[] = [[column, row]];
  for (let cell = waiting.pop(); cell; cell = waiting.pop()) {
    const [c, r] = cell;
    left = Math.min(left, c);
    right = Math.max(right, c);
    bottom = Math.max(bottom, r);
    for (const [dx, dy] of directions) if (take(c + dx, r + dy)) waiting.push([c + dx, r + dy]);
  }
  return [left, right, bottom];
}

const turned = (direction: number, by: number): number => (direction + by) & 7;

function neighbour([x, y]: Point, direction: number): Point {
  const [dx, dy] = directions[direction] as readonly [number, number];
  return [x + dx, y + dy];
}

const same = (a: Point, b: Point): boolean => a[0] === b[0] && a[1] === b[1];

/** The first direction that leads to a set pixel, tried in steps of `by` after `from`; null for a pixel on its own. */
function openDirection(mask: StretchedMask, here: Point, from: number, by: 1 | -1): number | null {
  for (let step = 1; step <= 8; step++) {
    const direction = turned(from, step * by);
    if (mask.isSet(...neighbour(here, direction))) return direction;
  }
  return null;
}

/**
 * Border following after Suzuki and Abe (1985), of one outer border: from each pixel on to the first set one, counter-clockwise
 * from where one came. Ends where it would repeat its first step.
 */
function followBorder(mask: StretchedMask, start: Point): Point[] {
  // Nothing is set to the left of the first pixel: from there clockwise lies the border's last pixel.
  const toLast = openDirection(mask, start, 4, -1);
  if (toLast === null) return [start];
  const last = neighbour(start, toLast);
  const outline: Point[] = [];
  let here = start;
  let [back, heading] = [toLast, -1];
  for (;;) {
    const leave = openDirection(mask, here, back, 1) as number;
    if (leave !== heading) outline.push(here);
    const next = neighbour(here, leave);
    if (same(next, start) && same(here, last)) return outline;
    here = next;
    heading = leave;
    back = turned(leave, 4);
  }
}

/** Shoelace formula, px². */
function areaOf(outline: readonly Point[]): number {
  const twice = outline.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = outline[(i + 1) % outline.length] as Point;
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(twice) / 2;
}
