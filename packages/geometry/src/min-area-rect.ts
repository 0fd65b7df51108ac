/** The smallest rectangle of any slant around a set of points. */
import type { Point } from './box.ts';
import type { Polygon } from './polygon.ts';

const cross = ([ox, oy]: Point, [ax, ay]: Point, [bx, by]: Point): number =>
  (ax - ox) * (by - oy) - (ay - oy) * (bx - ox);

/** Corners of the convex hull (Andrew's monotone chain), without those on straight sides. */
export function convexHull(points: readonly Point[]): Point[] {
  const sorted = points.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (ordered: readonly Point[]): Point[] => {
    const chain: Point[] = [];
    for (const point of ordered) {
      while (chain.length > 1 && cross(chain.at(-2) as Point, chain.at(-1) as Point, point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.toReversed())];
}

/** A rectangle along a direction that need not have the length 1. */
interface Frame {
  readonly area: number;
  readonly corners: Polygon;
}

function frameAlong(hull: readonly Point[], dx: number, dy: number): Frame {
  const along = hull.map(([x, y]) => x * dx + y * dy);
  const across = hull.map(([x, y]) => y * dx - x * dy);
  const squared = dx * dx + dy * dy;
  const [u0, u1] = [Math.min(...along), Math.max(...along)];
  const [v0, v1] = [Math.min(...across), Math.max(...across)];
  const corner = (u: number, v: number): Point => [(u * dx - v * dy) / squared, (u * dy + v * dx) / squared];
  return {
    area: ((u1 - u0) * (v1 - v0)) / squared,
    corners: [corner(u0, v0), corner(u1, v0), corner(u1, v1), corner(u0, v1)],
  };
}

/** One side lies along a side of the hull. Null for points on one line, which have no such rectangle. */
export function minAreaRect(points: readonly Point[]): Polygon | null {
  const hull = convexHull(points);
  if (hull.length < 3) return null;
  const frames = hull.map(([x, y], i) => {
    const [nextX, nextY] = hull[(i + 1) % hull.length] as Point;
    return frameAlong(hull, nextX - x, nextY - y);
  });
  return frames.reduce((best, frame) => (frame.area < best.area ? frame : best)).corners;
}

/** Clockwise on the screen about the centre, from the corner with the smallest x + y. */
export function clockwiseFromTopLeft(corners: Polygon): Polygon {
  const sum = (index: 0 | 1) => corners.reduce((total, corner) => total + corner[index], 0);
  const [cx, cy] = [sum(0) / corners.length, sum(1) / corners.length];
  const turn = ([x, y]: Point) => Math.atan2(y - cy, x - cx);
  const clockwise = corners.toSorted((a, b) => turn(a) - turn(b));
  const sums = clockwise.map(([x, y]) => x + y);
  const first = sums.indexOf(Math.min(...sums));
  return [...clockwise.slice(first), ...clockwise.slice(0, first)];
}
