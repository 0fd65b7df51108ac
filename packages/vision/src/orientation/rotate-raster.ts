/** Turning a page by quarter turns: no pixel is interpolated, and boxes of words turn along. */
import type { Raster } from '@recto/documents';

/** Degrees, in the order of a classifier's scores. */
export const quarterTurns = [0, 90, 180, 270] as const;
export type QuarterTurn = (typeof quarterTurns)[number];

/**
 * Turns counter-clockwise by `degrees`, as the reference turns a page by the classifier's answer (pipeline.md 8).
 * Returns the raster itself for 0.
 */
export function rotateRaster(raster: Raster, degrees: QuarterTurn): Raster {
  if (degrees === 0) return raster;
  const { width, height, data } = raster;
  const sideways = degrees !== 180;
  const outWidth = sideways ? height : width;
  const outHeight = sideways ? width : height;
  const out = new Uint8Array(new SharedArrayBuffer(data.length));
  // Pixel (x, y) goes to `start + x * stepX + y * stepY`, counted in pixels.
  const { start, stepX, stepY } = {
    90: { start: (width - 1) * outWidth, stepX: -outWidth, stepY: 1 },
    180: { start: width * height - 1, stepX: -1, stepY: -width },
    270: { start: outWidth - 1, stepX: outWidth, stepY: -1 },
  }[degrees];
  for (let y = 0, source = 0; y < height; y++) {
    let target = (start + y * stepY) * 3;
    for (let x = 0; x < width; x++, source += 3, target += stepX * 3) {
      out[target] = data[source]!;
      out[target + 1] = data[source + 1]!;
      out[target + 2] = data[source + 2]!;
    }
  }
  return { width: outWidth, height: outHeight, data: out };
}
