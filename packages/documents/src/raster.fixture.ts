/** Looking at pixels in tests. */
import type { Box } from '@recto/geometry';
import type { Raster } from './page.ts';

export const pixel = ({ data, width }: Raster, x: number, y: number): number[] => [
  ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];

/** Pixels darker than mid-grey within a box. */
export function inkIn({ data, width }: Raster, [x0, y0, x1, y1]: Box): number {
  let ink = 0;
  for (let y = Math.floor(y0); y < Math.ceil(y1); y++) {
    for (let x = Math.floor(x0); x < Math.ceil(x1); x++) {
      if ((data[(y * width + x) * 3 + 1] ?? 255) < 128) ink++;
    }
  }
  return ink;
}

export const inkOn = (raster: Raster): number => inkIn(raster, [0, 0, raster.width, raster.height]);
