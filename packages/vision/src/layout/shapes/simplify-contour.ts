/** Closed outlines with fewer corners: Douglas-Peucker with the choices of OpenCV's `approxPolyDP` (pipeline.md 2.5-6). */
import type { Point } from '@recto/geometry';

/** Length of a closed outline, px. */
export const perimeterOf = (outline: readonly Point[]): number =>
  outline.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = outline[(i + 1) % outline.length] as Point;
    return sum + Math.hypot(nextX - x, nextY - y);
  }, 0);

/** Corners of `outline` such that nothing of it lies more than `epsilon` px beside them. */
export function simplifyClosed(outline: readonly Point[], epsilon: number): Point[] {
  const poles = farApart(outline);
  if (poles.squaredDistance <= epsilon * epsilon) return [outline[poles.first] as Point];
  const { first, second } = poles;
  const kept = [
    ...simplifyOpen(outline, first, second, epsilon),
    ...simplifyOpen(outline, second, first, epsilon),
  ];
  return withoutStraightCorners(kept, epsilon);
}

/** Two corners that lie far apart: the second is the farthest from the first, looked for three times over. */
function farApart(outline: readonly Point[]) {
  const farthestFrom = (index: number) => {
    const [x, y] = outline[index] as Point;
    let found = { index: 0, squaredDistance: 0 };
    for (let step = 1; step < outline.length; step++) {
      const at = (index + step) % outline.length;
      const [px, py] = outline[at] as Point;
      const squaredDistance = (px - x) ** 2 + (py - y) ** 2;
      if (squaredDistance > found.squaredDistance) found = { index: at, squaredDistance };
    }
    return found;
  };
  const first = farthestFrom(farthestFrom(0).index);
  const second = farthestFrom(first.index);
  return { first: first.index, second: second.index, squaredDistance: second.squaredDistance };
}

/** Corners from `first` on, `last` left out, walking round the outline. */
function simplifyOpen(outline: readonly Point[], first: number, last: number, epsilon: number): Point[] {
  const kept: Point[] = [];
  const waiting = [[first, last] as const];
  for (let slice = waiting.pop(); slice; slice = waiting.pop()) {
    const [from, to] = slice;
    const split = farthestFromChord(outline, from, to, epsilon);
    if (split === null) kept.push(outline[from] as Point);
    else waiting.push([split, to], [from, split]);
  }
  return kept;
}

/** Index of the corner farthest from the straight way between both ends; null where all lie within `epsilon`. */
function farthestFromChord(
  outline: readonly Point[],
  from: number,
  to: number,
  epsilon: number,
): number | null {
  const [start, end] = [outline[from] as Point, outline[to] as Point];
  let farthest = { index: from, squaredDistance: 0 };
  for (let i = (from + 1) % outline.length; i !== to; i = (i + 1) % outline.length) {
    const squaredDistance = scaledSquaredDistance(outline[i] as Point, start, end);
    if (squaredDistance > farthest.squaredDistance) farthest = { index: i, squaredDistance };
  }
  return farthest.squaredDistance <= epsilon ** 2 * squaredLength(start, end) ? null : farthest.index;
}

const squaredLength = ([x0, y0]: Point, [x1, y1]: Point): number => (x1 - x0) ** 2 + (y1 - y0) ** 2;

/** From a point to a segment, times the segment's squared length: whole numbers stay whole, so that equals are equal. */
function scaledSquaredDistance(point: Point, start: Point, end: Point): number {
  const [dx, dy] = [end[0] - start[0], end[1] - start[1]];
  const [px, py] = [point[0] - start[0], point[1] - start[1]];
  const squared = squaredLength(start, end);
  const along = px * dx + py * dy;
  if (along < 0) return squaredLength(point, start) * squared;
  if (along > squared) return squaredLength(point, end) * squared;
  return (py * dx - px * dy) ** 2;
}

/** Leaves out corners between which the outline runs on in nearly the same direction. */
function withoutStraightCorners(corners: readonly Point[], epsilon: number): Point[] {
  const kept: Point[] = [];
  let remaining = corners.length;
  let before = corners.at(-1) as Point;
  for (let i = 0; i < corners.length; i++) {
    const corner = corners[i] as Point;
    const after = corners[i + 1] ?? (kept[0] as Point);
    if (remaining > 2 && runsOn(before, corner, after, epsilon)) {
      // The next corner is judged by this side's other end, and stays.
      kept.push(after);
      before = after;
      remaining -= 1;
      i += 1;
    } else {
      kept.push(corner);
      before = corner;
    }
  }
  return kept.slice(0, remaining);
}

function runsOn(before: Point, corner: Point, after: Point, epsilon: number): boolean {
  const [dx, dy] = [after[0] - before[0], after[1] - before[1]];
  const beside = Math.abs((corner[0] - before[0]) * dy - (corner[1] - before[1]) * dx);
  const turns =
    (corner[0] - before[0]) * (after[0] - corner[0]) + (corner[1] - before[1]) * (after[1] - corner[1]);
  return beside ** 2 <= 0.5 * epsilon ** 2 * (dx * dx + dy * dy) && dx !== 0 && dy !== 0 && turns >= 0;
}
