import type { Raster } from '@recto/documents';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type QuarterTurn, rotateRaster } from './rotate-raster.ts';

const raster = (width: number, values: readonly number[]): Raster => {
  const data = new Uint8Array(new SharedArrayBuffer(values.length * 3));
  for (const [i, value] of values.entries()) data.set([value, value + 100, 255 - value], i * 3);
  return { width, height: values.length / width, data };
};
const reds = ({ width, height, data }: Raster) =>
  Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => data[(y * width + x) * 3]),
  );

describe('rotateRaster', () => {
  it('turns counter-clockwise', () => {
    const page = raster(3, [1, 2, 3, 4, 5, 6]);
    expect(rotateRaster(page, 0)).toBe(page);
    expect(reds(rotateRaster(page, 90))).toEqual([
      [3, 6],
      [2, 5],
      [1, 4],
    ]);
    expect(reds(rotateRaster(page, 180))).toEqual([
      [6, 5, 4],
      [3, 2, 1],
    ]);
    expect(reds(rotateRaster(page, 270))).toEqual([
      [4, 1],
      [5, 2],
      [6, 3],
    ]);
  });

  it('comes back after a full turn, with all channels', () => {
    const turn = fc.constantFrom<QuarterTurn>(90, 180, 270);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }), turn, (w, h, degrees) => {
        const page = raster(
          w,
          Array.from({ length: w * h }, (_, i) => i),
        );
        const back = rotateRaster(rotateRaster(page, degrees), (360 - degrees) as QuarterTurn);
        expect(back).toEqual(page);
      }),
    );
  });
});
