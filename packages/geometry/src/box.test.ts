import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Box, boundingBox, boxArea, clipBox, contains, coverage, intersectionArea, iou } from './box.ts';
import { roundHalfEven } from './round-half-even.ts';

const box = fc
  .tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 500 }), fc.nat(300), fc.nat(300))
  .map(([x, y, w, h]): Box => [x, y, x + w, y + h]);

describe('box', () => {
  it('intersects, unites and covers as drawn on paper', () => {
    expect(intersectionArea([0, 0, 10, 10], [5, 5, 15, 15])).toBe(25);
    expect(iou([0, 0, 10, 10], [5, 0, 15, 10])).toBeCloseTo(1 / 3);
    expect(coverage([0, 0, 10, 10], [0, 0, 5, 10])).toBe(0.5);
    expect(
      boundingBox([
        [1, 2, 3, 4],
        [0, 3, 2, 9],
      ]),
    ).toEqual([0, 2, 3, 9]);
    expect(() => boundingBox([])).toThrow(RangeError);
  });

  it('keeps its laws for any two boxes', () => {
    fc.assert(
      fc.property(box, box, (a, b) => {
        expect(iou(a, b)).toBe(iou(b, a));
        expect(intersectionArea(a, b)).toBeLessThanOrEqual(Math.min(boxArea(a), boxArea(b)));
        expect(contains(boundingBox([a, b]), a)).toBe(true);
        expect(contains([0, 0, 200, 200], clipBox(a, 200, 200))).toBe(true);
      }),
    );
  });

  it('rounds halves to even as NumPy does', () => {
    expect([0.5, 1.5, 2.5, -0.5, -1.5, 2.4, 2.6].map(roundHalfEven)).toEqual([0, 2, 2, 0, -2, 2, 3]);
  });
});
