/**
 * Simple polygons with corners at any points: bounds and exact areas. What crosses itself counts by the even-odd rule,
 * so that no polygon has to be repaired first.
 */
import { type Box, boundingBox, type Point } from './box.ts';

/** A closed ring of at least three corners; the last is joined to the first. */
export type Polygon = readonly Point[];

/** Clockwise on the screen, from the top left. */
export const cornersOfBox = ([x0, y0, x1, y1]: Box): Point[] => [
  [x0, y0],
  [x1, y0],
  [x1, y1],
  [x0, y1],
];

/** Throws RangeError for a polygon without corners. */
export const boxOfPolygon = (polygon: Polygon): Box =>
  boundingBox(polygon.map(([x, y]): Box => [x, y, x, y]));

type Edge = readonly [from: Point, to: Point];

export const edgesOf = (polygon: Polygon): Edge[] =>
  polygon.map((corner, i): Edge => [corner, polygon[(i + 1) % polygon.length] as Point]);

/** x of every edge that passes the height `y`, from left to right: inside lies between the 1st and 2nd, 3rd and 4th, ... */
export function crossingsAt(edges: readonly Edge[], y: number): number[] {
  const crossings: number[] = [];
  for (const [[x0, y0], [x1, y1]] of edges) {
    if (y0 <= y !== y1 <= y) crossings.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0));
  }
  return crossings.sort((a, b) => a - b);
}

/** Height at which two edges cross, where they do between their ends. */
function crossingHeight([[ax, ay], [bx, by]]: Edge, [[cx, cy], [dx, dy]]: Edge): number | null {
  const [ux, uy, vx, vy] = [bx - ax, by - ay, dx - cx, dy - cy];
  const cross = ux * vy - uy * vx;
  if (cross === 0) return null;
  const along = ((cx - ax) * vy - (cy - ay) * vx) / cross;
  const across = ((cx - ax) * uy - (cy - ay) * ux) / cross;
  return along > 0 && along < 1 && across > 0 && across < 1 ? ay + along * uy : null;
}

/** Heights between which the sides of all these edges run straight and do not cross. */
function breakHeights(edges: readonly Edge[]): number[] {
  const heights = edges.map(([[, y]]) => y);
  edges.forEach((edge, i) => {
    for (const other of edges.slice(i + 1)) {
      const height = crossingHeight(edge, other);
      if (height !== null) heights.push(height);
    }
  });
  return [...new Set(heights)].sort((a, b) => a - b);
}

const lengthInside = (crossings: readonly number[]): number =>
  crossings.reduce((sum, x, i) => (i % 2 === 0 ? sum - x : sum + x), 0);

function sharedLength(a: readonly number[], b: readonly number[]): number {
  let shared = 0;
  for (let i = 0; i + 1 < a.length; i += 2) {
    for (let j = 0; j + 1 < b.length; j += 2) {
      const from = Math.max(a[i] as number, b[j] as number);
      const to = Math.min(a[i + 1] as number, b[j + 1] as number);
      shared += Math.max(0, to - from);
    }
  }
  return shared;
}

/** Areas of two polygons and of what they share. Between two breaks every length is linear in y, so its middle is its mean. */
function areas(a: Polygon, b: Polygon): { a: number; b: number; shared: number } {
  const [edgesA, edgesB] = [edgesOf(a), edgesOf(b)];
  const heights = breakHeights([...edgesA, ...edgesB]);
  const sum = { a: 0, b: 0, shared: 0 };
  for (let i = 0; i + 1 < heights.length; i++) {
    const [top, bottom] = [heights[i] as number, heights[i + 1] as number];
    const insideA = crossingsAt(edgesA, (top + bottom) / 2);
    const insideB = crossingsAt(edgesB, (top + bottom) / 2);
    sum.a += (bottom - top) * lengthInside(insideA);
    sum.b += (bottom - top) * lengthInside(insideB);
    sum.shared += (bottom - top) * sharedLength(insideA, insideB);
  }
  return sum;
}

/** Shared area over the area of both together, 0..1. */
export function polygonIou(first: Polygon, second: Polygon): number {
  const { a, b, shared } = areas(first, second);
  const union = a + b - shared;
  return union > 0 ? shared / union : 0;
}

/** Shared area over the area of the smaller one, 0..1; 0 when one has no area. */
export function polygonOverlapOnSmaller(first: Polygon, second: Polygon): number {
  const { a, b, shared } = areas(first, second);
  const smaller = Math.min(a, b);
  return smaller > 0 ? shared / smaller : 0;
}
