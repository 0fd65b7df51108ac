/** Vertices of a simplified outline that a mask's noise put there are taken away again (pipeline.md 2.5-7). */
import type { Point } from '@recto/geometry';

/** Share of the width that a region is measured by: longer sides get their vertices back. */
const sideShare = 0.3;
/** Degrees from which on a notch is kept. */
const openAngle = 120;
/** Vertices about this sharp lie too far inside. */
const sharpAngle = 45;
const sharpTolerance = 1;

interface Vertex {
  readonly point: Point;
  readonly isConvex: boolean;
  /** Degrees between the ways to both neighbours. */
  readonly angle: number;
  /** From the vertex to its neighbours. */
  readonly toBefore: Point;
  readonly toAfter: Point;
}

const minus = ([ax, ay]: Point, [bx, by]: Point): Point => [ax - bx, ay - by];
const length = ([x, y]: Point): number => Math.hypot(x, y);

function vertexAt(outline: readonly Point[], i: number): Vertex {
  const point = outline[i] as Point;
  const toBefore = minus(outline.at(i - 1) as Point, point);
  const toAfter = minus(outline[(i + 1) % outline.length] as Point, point);
  const cosine = (toBefore[0] * toAfter[0] + toBefore[1] * toAfter[1]) / (length(toBefore) * length(toAfter));
  return {
    point,
    // Of the edge that comes in and the one that goes out; outlines run counter-clockwise on the screen.
    isConvex: -toBefore[0] * toAfter[1] + toBefore[1] * toAfter[0] < 0,
    angle: (Math.acos(Math.min(1, Math.max(-1, cosine))) * 180) / Math.PI,
    toBefore,
    toAfter,
  };
}

/**
 * @param outline counter-clockwise on the screen
 * @param regionWidth what sides are measured by, px
 */
export function cleanVertices(outline: readonly Point[], regionWidth: number): Point[] {
  const vertices = outline.map((_, i) => vertexAt(outline, i));
  const notches = keptNotches(vertices);
  const kept = vertices.flatMap(({ isConvex }, i) => (isConvex || notches.has(i) ? [i] : []));
  const all = [...kept, ...refilled(outline, kept, sideShare * regionWidth)].sort((a, b) => a - b);
  return all.map((i) => moved(vertices[i] as Vertex));
}

/** Concave vertices that stay: wide ones in a run of two or more. */
function keptNotches(vertices: readonly Vertex[]): ReadonlySet<number> {
  const concave = vertices.flatMap(({ isConvex }, i) => (isConvex ? [] : [i]));
  const inRun = concave.filter((i) => concave.includes(i - 1) || concave.includes(i + 1));
  const [first, last] = [0, vertices.length - 1];
  const meetsItself = concave.includes(first) && concave.includes(last);
  // The reference looks for runs from the first vertex to the last; one that goes on past the end counts only where both parts do.
  if (meetsItself && !(inRun.includes(first) && inRun.includes(last))) return new Set();
  return new Set(inRun.filter((i) => (vertices[i] as Vertex).angle >= openAngle));
}

/** Vertices to put back between kept neighbours that are farther apart than `longest`. */
function refilled(outline: readonly Point[], kept: readonly number[], longest: number): number[] {
  return kept.flatMap((from, k) => {
    const to = kept[(k + 1) % kept.length] as number;
    const distance = length(minus(outline[to] as Point, outline[from] as Point));
    if (!(distance > longest)) return [];
    const skipped = between(from, to, outline.length);
    const needed = Math.ceil(distance / longest) - 1;
    if (skipped.length <= needed) return skipped;
    return Array.from(
      { length: needed },
      (_, i) => skipped[Math.floor((i * skipped.length) / needed)] as number,
    );
  });
}

/** Indices after `from` and before `to`, round the outline. */
function between(from: number, to: number, count: number): number[] {
  const steps = (to - from + count) % count;
  return Array.from({ length: Math.max(0, steps - 1) }, (_, i) => (from + 1 + i) % count);
}

function moved({ point, isConvex, angle, toBefore, toAfter }: Vertex): Point {
  if (!isConvex || Math.abs(angle - sharpAngle) >= sharpTolerance) return point;
  const [a, b] = [length(toBefore), length(toAfter)];
  const middle: Point = [toBefore[0] / a + toAfter[0] / b, toBefore[1] / a + toAfter[1] / b];
  const by = (a + b) / 2 / length(middle);
  return [point[0] + middle[0] * by, point[1] + middle[1] * by];
}
