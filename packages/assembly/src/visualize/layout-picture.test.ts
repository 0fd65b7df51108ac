import type { Raster } from '@recto/documents';
import type { Crop } from '@recto/recognition';
import type { Region } from '@recto/vision';
import { describe, expect, it } from 'vitest';
import { layoutPicture } from './layout-picture.ts';

function page(width: number, height: number): Raster {
  return { width, height, data: new Uint8Array(new SharedArrayBuffer(width * height * 3)).fill(255) };
}
const region = (changes: Partial<Region> = {}): Region => ({
  classId: 22,
  label: 'text',
  score: 0.934,
  box: [100, 100, 300, 200],
  order: 7,
  polygon: null,
  ...changes,
});
const pixel = ({ data, width }: Crop, x: number, y: number) => [
  ...data.slice((y * width + x) * 3, (y * width + x) * 3 + 3),
];
const white = [255, 255, 255];

describe('layoutPicture', () => {
  it('tints what a region covers, outlines it and leaves the rest and the page itself alone', async () => {
    const source = page(400, 300);
    const picture = await layoutPicture(source, [region()]);
    expect([picture.width, picture.height]).toEqual([400, 300]);
    expect(picture.data.byteLength).toBe(400 * 300 * 3);
    const [red, , blue] = pixel(picture, 200, 150) as [number, number, number];
    expect(blue).toBeGreaterThan(red);
    expect(red).toBeGreaterThan(180);
    expect((pixel(picture, 200, 199) as [number])[0]).toBeLessThan(red);
    expect(pixel(picture, 50, 250)).toEqual(white);
    expect(pixel(source, 200, 150)).toEqual(white);
  });

  it('fills a polygon rather than its box', async () => {
    const triangle = region({
      order: null,
      polygon: [
        [100, 100],
        [300, 200],
        [100, 200],
      ],
    });
    const picture = await layoutPicture(page(400, 300), [triangle]);
    expect(pixel(picture, 120, 190)).not.toEqual(white);
    expect(pixel(picture, 280, 120)).toEqual(white);
  });

  it('writes the label above and the order in red at the right', async () => {
    const picture = await layoutPicture(page(400, 300), [region()]);
    expect(pixel(picture, 101, 95)).not.toEqual(white);
    const reds = [-6, -5, 5, 6].map((dx) => pixel(picture, 300 + dx, 100) as [number, number, number]);
    expect(reds.some(([r, g, b]) => r > 180 && g < 60 && b < 60)).toBe(true);
    const unordered = await layoutPicture(page(400, 300), [region({ order: null })]);
    expect(pixel(unordered, 306, 100)).toEqual(white);
  });

  it('keeps tags of regions at the edges on the picture', async () => {
    const picture = await layoutPicture(page(400, 300), [region({ box: [0, 0, 400, 300] })]);
    expect(pixel(picture, 3, 2)).not.toEqual(pixel(picture, 200, 150));
  });

  it('draws very large pages smaller', async () => {
    const picture = await layoutPicture(page(8000, 2500), [region()]);
    expect(picture.width * picture.height).toBeLessThanOrEqual(16_000_000);
    expect(picture.width / picture.height).toBeCloseTo(3.2, 2);
  });
});
