/** Polygons as pixels, by the rule of OpenCV's `fillPoly`: what lies inside, and every pixel that the outline passes. */
import type { Point } from './box.ts';
import { crossingsAt, edgesOf, type Polygon } from './polygon.ts';

/** `width * height` bytes, 1 inside and 0 outside. Corners are whole numbers; they may lie outside the mask. */
export function polygonMask(polygon: Polygon, width: number, height: number): Uint8Array {
  const mask = new Uint8Array(width * height);
  const edges = edgesOf(polygon);
  for (let y = 0; y < height; y++) {
    const crossings = crossingsAt(edges, y);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const from = Math.max(0, Math.ceil(crossings[i] as number));
      const to = Math.min(width - 1, Math.floor(crossings[i + 1] as number));
      if (from <= to) mask.fill(1, y * width + from, y * width + to + 1);
    }
  }
  for (const [from, to] of edges) {
    eachPixelOfLine(from, to, (x, y) => {
      if (x >= 0 && y >= 0 && x < width && y < height) mask[y * width + x] = 1;
    });
  }
  return mask;
}

/** Bresenham's line from its left end; halves stay on the side where the line began, as in OpenCV. */
function eachPixelOfLine(a: Point, b: Point, visit: (x: number, y: number) => void): void {
  const [[x0, y0], [x1, y1]] = a[0] <= b[0] ? [a, b] : [b, a];
  const [width, height] = [x1 - x0, Math.abs(y1 - y0)];
  const down = y1 < y0 ? -1 : 1;
  const steps = Math.max(width, height);
  const minor = Math.min(width, height);
  const isSteep = height > width;
  for (let step = 0, aside = 0, error = steps - 2 * minor; step <= steps; step++) {
    if (isSteep) visit(x0 + aside, y0 + step * down);
    else visit(x0 + step, y0 + aside * down);
    if (error < 0) {
      aside += 1;
      error += 2 * steps;
    }
    error -= 2 * minor;
  }
}
