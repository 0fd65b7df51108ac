/** Areas of simple polygons by scan lines: exact enough for the overlap tests of layout, and the same fill as the crop's mask. */
import { type Box, boundingBox, type Point } from '@recto/geometry';

export const boxOfPolygon = (polygon: readonly Point[]): Box =>
  boundingBox(polygon.map(([x, y]): Box => [x, y, x, y]));

/** Pixel columns `[from, to)` of one row that lie inside, by the even-odd rule at the row's centre. */
export function spansOfRow(polygon: readonly Point[], row: number): [number, number][] {
  const y = row + 0.5;
  const crossings: number[] = [];
  polygon.forEach(([x0, y0], i) => {
    const [x1, y1] = polygon[(i + 1) % polygon.length] as Point;
    if (y0 <= y !== y1 <= y) crossings.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0));
  });
  crossings.sort((a, b) => a - b);
  const spans: [number, number][] = [];
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const from = Math.round(crossings[i] as number);
    const to = Math.round(crossings[i + 1] as number);
    if (to > from) spans.push([from, to]);
  }
  return spans;
}

const areaOf = (spans: readonly [number, number][]) => spans.reduce((sum, [from, to]) => sum + to - from, 0);

/** Shared area over the area of the smaller polygon, 0..1. */
export function polygonOverlapOnSmaller(a: readonly Point[], b: readonly Point[]): number {
  const [, aTop, , aBottom] = boxOfPolygon(a);
  const [, bTop, , bBottom] = boxOfPolygon(b);
  let [areaA, areaB, shared] = [0, 0, 0];
  for (let row = Math.floor(Math.min(aTop, bTop)); row < Math.max(aBottom, bBottom); row += 1) {
    const spansA = spansOfRow(a, row);
    const spansB = spansOfRow(b, row);
    areaA += areaOf(spansA);
    areaB += areaOf(spansB);
    for (const [a0, a1] of spansA) {
      for (const [b0, b1] of spansB) shared += Math.max(0, Math.min(a1, b1) - Math.max(a0, b0));
    }
  }
  const smaller = Math.min(areaA, areaB);
  return smaller > 0 ? shared / smaller : 0;
}
