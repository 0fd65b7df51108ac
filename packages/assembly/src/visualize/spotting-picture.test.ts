import type { Raster } from '@recto/documents';
import type { Crop } from '@recto/recognition';
import { describe, expect, it } from 'vitest';
import { spottingPicture } from './spotting-picture.ts';

const page: Raster = {
  width: 400,
  height: 300,
  data: new Uint8Array(new SharedArrayBuffer(400 * 300 * 3)).fill(255),
};
const pixel = ({ data, width }: Crop, x: number, y: number) => [
  ...data.slice((y * width + x) * 3, (y * width + x) * 3 + 3),
];
const white = [255, 255, 255];

describe('spottingPicture', () => {
  it('outlines each polygon, numbers it beside its first corner and leaves the rest alone', async () => {
    const polygon = [
      [100, 100],
      [300, 120],
      [300, 180],
      [100, 160],
    ] as const;
    const picture = await spottingPicture(page, { rec_polys: [polygon], rec_texts: ['漢字'] });
    expect([picture.width, picture.height]).toEqual([400, 300]);
    const [red, , blue] = pixel(picture, 200, 140) as [number, number, number];
    expect(blue).toBeGreaterThan(red);
    expect((pixel(picture, 200, 110) as [number])[0]).toBeLessThan(red);
    expect(pixel(picture, 200, 95)).toEqual(white);
    expect(pixel(picture, 96, 98)).not.toEqual(white);
    expect(pixel(picture, 20, 280)).toEqual(white);
  });

  it('keeps numbers at the edge on the picture, and is the page itself where nothing was spotted', async () => {
    const corner = [
      [0, 0],
      [9, 0],
      [9, 9],
      [0, 9],
    ] as const;
    const picture = await spottingPicture(page, { rec_polys: [corner], rec_texts: ['a'] });
    expect(pixel(picture, 6, 2)).not.toEqual(white);
    const empty = await spottingPicture(page, { rec_polys: [], rec_texts: [] });
    expect(Buffer.from(empty.data).equals(Buffer.from(page.data))).toBe(true);
  });
});
