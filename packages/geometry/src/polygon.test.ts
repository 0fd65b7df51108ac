import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Box, boxArea, intersectionArea, type Point } from './box.ts';
import { clockwiseFromTopLeft, convexHull, minAreaRect } from './min-area-rect.ts';
import { boxOfPolygon, cornersOfBox, polygonIou, polygonOverlapOnSmaller } from './polygon.ts';
import { polygonMask } from './polygon-mask.ts';

const position = fc.integer({ min: -50, max: 150 });
const point = fc.tuple(position, position);
const side = fc.integer({ min: 1, max: 80 });
const box = fc
  .tuple(position, position, side, side)
  .map(([x, y, width, height]): Box => [x, y, x + width, y + height]);

describe('areas of polygons', () => {
  it('knows triangles, notches and what crosses itself', () => {
    const square = cornersOfBox([0, 0, 10, 10]);
    const triangle: Point[] = [
      [0, 0],
      [10, 0],
      [0, 10],
    ];
    expect(polygonIou(square, triangle)).toBeCloseTo(0.5, 9);
    expect(polygonOverlapOnSmaller(square, triangle)).toBeCloseTo(1, 9);
    const notched: Point[] = [...cornersOfBox([0, 0, 10, 10]).slice(0, 3), [5, 10], [5, 5], [0, 5]];
    expect(polygonIou(square, notched)).toBeCloseTo(0.75, 9);
    const bow: Point[] = [
      [0, 0],
      [10, 10],
      [10, 0],
      [0, 10],
    ];
    expect(polygonIou(square, bow)).toBeCloseTo(0.5, 9);
    expect(
      polygonOverlapOnSmaller(square, [
        [0, 0],
        [9, 9],
        [3, 3],
      ]),
    ).toBe(0);
  });

  it('agrees with boxes', () => {
    fc.assert(
      fc.property(box, box, (a, b) => {
        const shared = intersectionArea(a, b);
        const [p, q] = [cornersOfBox(a), cornersOfBox(b)];
        expect(polygonIou(p, q)).toBeCloseTo(shared / (boxArea(a) + boxArea(b) - shared), 9);
        expect(polygonOverlapOnSmaller(p, q)).toBeCloseTo(shared / Math.min(boxArea(a), boxArea(b)), 9);
        expect(boxOfPolygon(p)).toEqual(a);
      }),
    );
  });
});

describe('minAreaRect', () => {
  it('finds a square that stands on its corner', () => {
    const diamond: Point[] = [
      [5, 0],
      [10, 5],
      [5, 10],
      [0, 5],
      [5, 5],
    ];
    expect(clockwiseFromTopLeft(minAreaRect(diamond) ?? [])).toEqual([
      [5, 0],
      [10, 5],
      [5, 10],
      [0, 5],
    ]);
  });

  it('has none for points on a line', () => {
    expect(
      minAreaRect([
        [1, 1],
        [2, 2],
        [7, 7],
      ]),
    ).toBeNull();
    expect(minAreaRect([[1, 1]])).toBeNull();
  });

  it('holds every point, is no larger than their box, and turning changes nothing', () => {
    fc.assert(
      fc.property(fc.array(point, { minLength: 3, maxLength: 20 }), (points) => {
        const rect = minAreaRect(points);
        if (!rect) return;
        const hull = convexHull(points);
        expect(polygonOverlapOnSmaller(rect, hull)).toBeCloseTo(1, 6);
        const area = boxArea(boxOfPolygon(points));
        const share = polygonIou(cornersOfBox(boxOfPolygon(points)), hull);
        expect(polygonIou(rect, hull)).toBeGreaterThanOrEqual(share - 1e-9);
        const turned = minAreaRect(points.map(([x, y]): Point => [-y, x]));
        expect(boxArea(boxOfPolygon(points))).toBe(area);
        expect(
          polygonIou(
            turned ?? [],
            hull.map(([x, y]): Point => [-y, x]),
          ),
        ).toBeCloseTo(polygonIou(rect, hull), 6);
      }),
    );
  });
});

describe('polygonMask', () => {
  const drawn = (polygon: readonly Point[]) => {
    const mask = polygonMask(polygon, 12, 9);
    return Array.from({ length: 9 }, (_, y) =>
      Array.from(mask.subarray(y * 12, y * 12 + 12), (value) => (value ? '#' : '.')).join(''),
    );
  };

  // Both as OpenCV 5.0 draws them.
  it('fills as fillPoly does', () => {
    expect(
      drawn([
        [1, 1],
        [10, 3],
        [6, 7],
        [3, 5],
      ]),
    ).toEqual([
      '............',
      '.###........',
      '.#######....',
      '..#########.',
      '..########..',
      '...######...',
      '....####....',
      '......#.....',
      '............',
    ]);
    expect(
      drawn([
        [1, 1],
        [10, 7],
        [10, 1],
        [1, 7],
      ]),
    ).toEqual([
      '............',
      '.#........#.',
      '.###....###.',
      '.####..####.',
      '.##########.',
      '.####..####.',
      '.###....###.',
      '.#........#.',
      '............',
    ]);
  });

  it('fills what lies on the mask of a polygon that leaves it', () => {
    expect(polygonMask(cornersOfBox([-5, -5, 50, 50]), 12, 9)).toEqual(new Uint8Array(12 * 9).fill(1));
    expect(polygonMask(cornersOfBox([20, 20, 50, 50]), 12, 9)).toEqual(new Uint8Array(12 * 9));
  });
});
