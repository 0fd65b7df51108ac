/**
 * What a classifier looks at. A whole page at 224 px shows its make-up but no letters; one that was trained for it also looks at
 * details, squares of print, and adds up what they say (training/orientation/data.py cuts the same).
 */
import type { Raster } from '@recto/documents';
import type { Box } from '@recto/geometry';

/** A square with less contrast than this (standard deviation of its samples, of 255) is paper. */
const leastContrast = 12;
/** Samples are taken in every so many rows and columns. */
const sampleStep = 4;
/** Of more squares than this those with most contrast are looked at. */
const mostDetails = 24;

const wholePage = ({ width, height }: Raster): Box => [0, 0, width, height];

/** Standard deviation of the samples in a square, all planes together. */
function contrast({ width, data }: Raster, [x0, y0, x1, y1]: Box): number {
  let [count, sum, squares] = [0, 0, 0];
  for (let y = y0; y < y1; y += sampleStep) {
    for (let x = x0; x < x1; x += sampleStep) {
      for (let plane = 0; plane < 3; plane++) {
        const value = data[(y * width + x) * 3 + plane]!;
        sum += value;
        squares += value * value;
      }
      count += 3;
    }
  }
  const mean = sum / count;
  return Math.sqrt(Math.max(0, squares / count - mean * mean));
}

/** Squares that cover the page, in rows. */
function squares({ width, height }: Raster, side: number): Box[] {
  const starts = (length: number) => {
    const count = Math.ceil(length / side);
    return Array.from({ length: count }, (_, i) =>
      Math.round((i * (length - side)) / Math.max(1, count - 1)),
    );
  };
  return starts(height).flatMap((y) => starts(width).map((x): Box => [x, y, x + side, y + side]));
}

/**
 * The whole page and, where `detailShare` is given (side of a detail as a share of the page's short side), its squares of print in
 * rows, 24 at most. Whole pixels.
 */
export function pageViews(raster: Raster, detailShare: number | null): Box[] {
  const side = detailShare === null ? 0 : Math.trunc(Math.min(raster.width, raster.height) * detailShare);
  if (side < 1) return [wholePage(raster)];
  const inked = squares(raster, side)
    .map((box, place) => ({ box, place, contrast: contrast(raster, box) }))
    .filter((square) => square.contrast > leastContrast)
    .sort((a, b) => b.contrast - a.contrast)
    .slice(0, mostDetails)
    .sort((a, b) => a.place - b.place);
  return [wholePage(raster), ...inked.map(({ box }) => box)];
}
