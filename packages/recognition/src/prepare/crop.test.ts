import { describe, expect, it } from 'vitest';
import { blankCrop, cropRaster, pasteRaster } from './crop.ts';

/** Each pixel's red is its column, its green its row. */
function coordinates(width: number, height: number) {
  const raster = blankCrop(width, height);
  for (let i = 0; i < width * height; i += 1) {
    raster.data[i * 3] = i % width;
    raster.data[i * 3 + 1] = Math.floor(i / width);
  }
  return raster;
}

describe('cropRaster', () => {
  it('is a plain slice in memory of its own', () => {
    const crop = cropRaster(coordinates(20, 10), [3, 4, 7, 6]);
    expect([crop.width, crop.height]).toEqual([4, 2]);
    expect([...crop.data.slice(0, 3)]).toEqual([3, 4, 255]);
    expect([...crop.data.slice(-3)]).toEqual([6, 5, 255]);
    expect(crop.data.buffer).toBeInstanceOf(ArrayBuffer);
  });

  it('stays on the page and is never empty', () => {
    expect(cropRaster(coordinates(5, 5), [-3, -3, 50, 50])).toMatchObject({ width: 5, height: 5 });
    expect(cropRaster(coordinates(5, 5), [5, 5, 9, 9])).toMatchObject({ width: 1, height: 1 });
  });

  it('is white outside its polygon', () => {
    const crop = cropRaster(
      coordinates(10, 10),
      [0, 0, 10, 10],
      [
        [0, 0],
        [10, 0],
        [0, 10],
      ],
    );
    const red = (x: number, y: number) => crop.data[(y * 10 + x) * 3];
    expect([red(1, 1), red(9, 9), red(8, 0), red(0, 8)]).toEqual([1, 255, 8, 0]);
  });

  it('is put back where it came from', () => {
    const page = coordinates(10, 10);
    const copy = blankCrop(10, 10);
    for (const [x, y] of [
      [0, 0],
      [5, 0],
      [0, 5],
      [5, 5],
    ] as const)
      pasteRaster(copy, cropRaster(page, [x, y, x + 5, y + 5]), x, y);
    expect(copy.data).toEqual(page.data);
  });
});
