import type { Raster } from '@recto/documents';
import { describe, expect, it } from 'vitest';
import { layoutInput, layoutInputSize, resizeBicubic } from './preprocess.ts';

/** The picture behind the vectors: every value follows from its place. */
function formulaRaster(width: number, height: number): Raster {
  const data = new Uint8Array(new SharedArrayBuffer(width * height * 3));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) data[(y * width + x) * 3 + c] = x * 37 + y * 91 + c * 53 + x * y * 7;
    }
  }
  return { width, height, data };
}

function resized(raster: Raster, width: number, height: number): number[] {
  const values: number[] = [];
  resizeBicubic(raster, width, height, (row) => values.push(...row));
  return values;
}

// `cv2.resize(raster, (W, H), interpolation=cv2.INTER_CUBIC)` of opencv-python-headless 4.10.0 and 5.0.0 on x86-64,
// with raster[y, x, c] = (37 x + 91 y + 53 c + 7 x y) % 256.
const shrunk = [
  34, 93, 161, 124, 165, 126, 102, 144, 209, 164, 114, 99, 214, 158, 47, 18, 89, 142, 122, 175, 246, 217, 106,
  50, 88, 158, 146, 204, 87, 142, 156, 119, 173, 168, 125, 109,
];
const grownFirstRow = [
  0, 40, 93, 0, 53, 105, 22, 75, 126, 44, 95, 161, 64, 117, 195, 81, 151, 217, 108, 186, 237, 144, 207, 255,
  168, 218, 255,
];

describe('layout preprocessing', () => {
  it('resizes as cv2 does, down and up', () => {
    expect(resized(formulaRaster(7, 5), 4, 3)).toEqual(shrunk);
    expect(resized(formulaRaster(5, 4), 9, 7).slice(0, 27)).toEqual(grownFirstRow);
  });

  it('keeps an image of the right size as it is', () => {
    const raster = formulaRaster(6, 9);
    expect(resized(raster, 6, 9)).toEqual([...raster.data]);
  });

  it('makes planes R, G, B of float32(1/255) steps', () => {
    const data = new Uint8Array(new SharedArrayBuffer(3));
    data.set([255, 51, 1]);
    const planes = layoutInput({ width: 1, height: 1, data });
    const plane = layoutInputSize ** 2;
    expect(planes.length).toBe(3 * plane);
    const step = Math.fround(1 / 255);
    expect([planes[0], planes[plane - 1]]).toEqual([Math.fround(255 * step), Math.fround(255 * step)]);
    expect([planes[plane], planes[2 * plane]]).toEqual([Math.fround(51 * step), step]);
  });
});
