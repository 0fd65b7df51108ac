/** Lines of print within a block, by their ink: where text stands that a reader gave without places. */
import type { Box } from '@recto/geometry';
import { type InkSource, inkOf } from './ink.ts';

/** Every so many pixels across are looked at: finer than strokes of print. */
const stride = 2;
/** Pixels. Smaller bands are dots of letters or dust. */
const lowestLine = 5;
/** Rows without ink within a letter (the dot of an i), as a share of the line below. */
const gapInLine = 0.2;

/**
 * From top to bottom, each as wide as its ink; empty where no line can be told.
 * @param slope pixels that lines sink per pixel to the right: boxes are those of the page turned straight about the middle of
 * `box`, see `leant`
 */
export function inkLines(raster: InkSource, box: Box, slope: number): Box[] {
  const { width, height } = raster;
  const [x0, y0] = [Math.max(0, Math.floor(box[0])), Math.max(0, Math.floor(box[1]))];
  const [x1, y1] = [Math.min(width, Math.ceil(box[2])), Math.min(height, Math.ceil(box[3]))];
  if (x1 - x0 < lowestLine || y1 - y0 < lowestLine) return [];
  const isInk = inkOf(raster, [x0, y0, x1, y1], 2 * stride);
  const middle = (x0 + x1) / 2;
  const onLine = (x: number, row: number): boolean => {
    const y = Math.round(row + slope * (x - middle));
    return y >= y0 && y < y1 && isInk(x, y);
  };
  return withoutDust(bandsOf(inkRows(onLine, [x0, y0, x1, y1]), y0));
}

/** Where a piece of a line stands that was found at `box` by `inkLines` within `block`. */
export function leant(box: Box, block: Box, slope: number): Box {
  const sinks = slope * ((box[0] + box[2]) / 2 - (block[0] + block[2]) / 2);
  return [box[0], box[1] + sinks, box[2], box[3] + sinks];
}

/** First and last column with ink; null for a row without. */
type InkRow = readonly [number, number] | null;

function inkRows(isInk: (x: number, row: number) => boolean, [x0, y0, x1, y1]: Box): InkRow[] {
  return Array.from({ length: y1 - y0 }, (_, i) => {
    const row = y0 + i;
    let first = x0;
    while (first < x1 && !isInk(first, row)) first += stride;
    if (first >= x1) return null;
    let last = x1 - 1;
    while (last > first && !isInk(last, row)) last -= stride;
    return [first, last + 1];
  });
}

function bandsOf(rows: readonly InkRow[], top: number): Box[] {
  const bands: [number, number, number, number][] = [];
  rows.forEach((row, i) => {
    if (row === null) return;
    const last = bands.at(-1);
    if (last === undefined || last[3] < top + i) {
      bands.push([row[0], top + i, row[1], top + i + 1]);
      return;
    }
    last[0] = Math.min(last[0], row[0]);
    last[2] = Math.max(last[2], row[1]);
    last[3] = top + i + 1;
  });
  return bands;
}

/** Bands too low for print are dropped, or belong to the line that they stand close above. */
function withoutDust(bands: readonly Box[]): Box[] {
  return bands.flatMap((band, i): Box[] => {
    const height = band[3] - band[1];
    if (height < lowestLine) return [];
    const above = bands[i - 1];
    const isDot = above && above[3] - above[1] < lowestLine && band[1] - above[3] <= gapInLine * height + 1;
    return [isDot ? [Math.min(band[0], above[0]), above[1], Math.max(band[2], above[2]), band[3]] : band];
  });
}
