import { type Box, cornersOfBox, type Point, polygonIou } from '@recto/geometry';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskInBox, maskSide } from './layout-masks.ts';
import { regionShapes } from './region-shapes.ts';

const page = { width: 800, height: 400 };

/** A mask per region; each says which cells are set. */
function masksOf(...regions: ((column: number, row: number) => boolean)[]) {
  const values = new Int32Array(regions.length * maskSide ** 2);
  regions.forEach((isSet, i) => {
    for (let row = 0; row < maskSide; row++)
      for (let column = 0; column < maskSide; column++)
        values[(i * maskSide + row) * maskSide + column] = isSet(column, row) ? 1 : 0;
  });
  return { values };
}
const boxesOf = (...boxes: Box[]) => boxes.map((box, row) => ({ box, row }));
const all = () => true;
const none = () => false;
/** A band that falls by one cell in eight. */
const leaning = (column: number, row: number) => row - column / 8 >= 30 && row - column / 8 < 50;

describe('maskInBox (pipeline.md 2.5-2)', () => {
  it('rounds half cells to even and keeps to the page', () => {
    // 800 px are 200 cells: 10 px are 2.5 cells, 14 px are 3.5.
    expect(
      maskInBox(
        masksOf((c) => c === 2),
        0,
        [10, 0, 14, 8],
        page,
      )?.isSet(0, 0),
    ).toBe(true);
    expect(
      maskInBox(
        masksOf((c) => c === 3),
        0,
        [10, 0, 14, 8],
        page,
      )?.isSet(3, 0),
    ).toBe(true);
    expect(
      maskInBox(
        masksOf((c) => c < 2 || c > 3),
        0,
        [10, 0, 14, 8],
        page,
      ),
    ).toBeNull();
    expect(maskInBox(masksOf(all), 0, [-40, -40, 900, 500], page)).toMatchObject({ width: 940, height: 540 });
  });

  it('is nothing for an empty box, one beside the page, one smaller than a cell, and where nothing is set', () => {
    for (const box of [
      [10, 10, 10, 40],
      [10, 40, 40, 10],
      [900, 0, 950, 50],
      [8, 8, 9, 9],
    ] as Box[])
      expect(maskInBox(masksOf(all), 0, box, page)).toBeNull();
    expect(maskInBox(masksOf(none), 0, [0, 0, 400, 400], page)).toBeNull();
  });
});

describe('regionShapes (pipeline.md 2.5)', () => {
  const box: Box = [100, 40, 500, 200];
  const rectangle = cornersOfBox(box);

  it.each(['poly', 'quad', 'auto'] as const)('gives the rectangle where the mask is empty (%s)', (mode) => {
    expect(regionShapes(boxesOf(box), masksOf(none), page, mode)).toEqual([rectangle]);
    expect(regionShapes(boxesOf([9, 9, 9, 20]), masksOf(all), page, mode)).toEqual([
      cornersOfBox([9, 9, 9, 20]),
    ]);
  });

  it('gives a full mask as the pixels that it fills, and in auto as the rectangle', () => {
    const filled: Point[] = [
      [100, 40],
      [100, 199],
      [499, 199],
      [499, 40],
    ];
    expect(regionShapes(boxesOf(box), masksOf(all), page, 'poly')).toEqual([filled]);
    const [a, b, c, d] = filled;
    expect(regionShapes(boxesOf(box), masksOf(all), page, 'quad')).toEqual([[a, d, c, b]]);
    expect(regionShapes(boxesOf(box), masksOf(all), page, 'auto')).toEqual([rectangle]);
  });

  it('gives a leaning band as a quad, clockwise from the top left', () => {
    const [polygon] = regionShapes(boxesOf(box), masksOf(leaning), page, 'poly') as [Point[]];
    const [quad] = regionShapes(boxesOf(box), masksOf(leaning), page, 'quad') as [Point[]];
    expect(quad).toHaveLength(4);
    expect(polygonIou(polygon, quad)).toBeGreaterThan(0.9);
    const [first, second, third, fourth] = quad as [Point, Point, Point, Point];
    expect(first[0] + first[1]).toBeLessThan(Math.min(...[second, third, fourth].map(([x, y]) => x + y)));
    expect([second[0] > first[0], third[1] > second[1], fourth[0] < third[0]]).toEqual([true, true, true]);
    expect(regionShapes(boxesOf(box), masksOf(leaning), page, 'auto')).toEqual([quad]);
  });

  it('keeps the polygon in auto where the rectangle runs into the region before', () => {
    const boxes = boxesOf([100, 20, 500, 120], box);
    const masks = masksOf(all, leaning);
    const [, polygon] = regionShapes(boxes, masks, page, 'poly');
    expect(regionShapes(boxes, masks, page, 'auto')).toEqual([cornersOfBox([100, 20, 500, 120]), polygon]);
  });

  it('keeps the polygon in auto where no quad says the same', () => {
    const cross = (c: number, r: number) =>
      Math.abs(c - 75 - (r - 60)) < 8 || Math.abs(c - 75 + (r - 60)) < 8;
    const [polygon] = regionShapes(boxesOf(box), masksOf(cross), page, 'poly');
    expect(regionShapes(boxesOf(box), masksOf(cross), page, 'auto')).toEqual([polygon]);
    expect(polygon?.length).toBeGreaterThan(8);
  });

  it('gives every region of any mask at least four corners', () => {
    const side = fc.integer({ min: -20, max: 820 });
    const noise = fc.tuple(
      fc.integer({ min: 1, max: 97 }),
      fc.integer({ min: 1, max: 97 }),
      fc.integer({ min: 1, max: 9 }),
    );
    fc.assert(
      fc.property(
        fc.tuple(side, side, side, side),
        noise,
        fc.constantFrom('poly', 'quad', 'auto'),
        ([x0, y0, x1, y1], [a, b, n], mode) => {
          const masks = masksOf((c, r) => (c * a + r * b) % (n + 2) < n);
          const [shape] = regionShapes(boxesOf([x0, y0, x1, y1]), masks, page, mode as 'poly');
          expect(shape?.length).toBeGreaterThanOrEqual(4);
          expect(shape?.flat().every(Number.isFinite)).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });
});
