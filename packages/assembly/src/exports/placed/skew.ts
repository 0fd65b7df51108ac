/** How far the lines of a scanned page lean. */
import { type InkSource, inkOf } from './ink.ts';

/** Pixels between samples. */
const stride = 3;
/** Rise per pixel to the right, about three degrees either way: what people scan. */
const steepest = 0.055;
const step = 0.0025;
/** A slope must make rows so much sharper than none. */
const worthIt = 1.05;

/**
 * Pixels that a line sinks per pixel to the right; 0 for a page that is straight or has no lines. The right slope is the one
 * along which ink gathers in the fewest rows.
 */
export function pageSlope(raster: InkSource): number {
  const { width, height } = raster;
  const isInk = inkOf(raster, [0, 0, width, height], 2 * stride);
  const [xs, ys] = [[], []] as [number[], number[]];
  for (let y = stride; y < height; y += stride) {
    for (let x = 0; x < width; x += stride) {
      // Upper edges only: what is dark all over (a desk beside the page, a picture) says little about lines.
      if (!isInk(x, y) || isInk(x, y - stride)) continue;
      xs.push(x);
      ys.push(y);
    }
  }
  const margin = Math.ceil(steepest * width);
  const sharpness = (slope: number): number => {
    const rows = new Uint32Array(height + 2 * margin + 1);
    for (let i = 0; i < xs.length; i += 1) {
      const row = Math.round((ys[i] as number) - slope * (xs[i] as number)) + margin;
      rows[row] = (rows[row] ?? 0) + 1;
    }
    return rows.reduce((sum, count) => sum + count * count, 0);
  };
  let [best, sharpest] = [0, sharpness(0) * worthIt];
  for (let slope = -steepest; slope <= steepest; slope += step) {
    const now = sharpness(slope);
    if (now > sharpest) [best, sharpest] = [slope, now];
  }
  return best;
}
