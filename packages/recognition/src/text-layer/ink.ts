/** Where a region is inked, on a coarse grid: the measure that the text layer is held against. */
import { type Box, clipBox } from '@recto/geometry';
import type { Crop } from '../block.ts';

/** One sample for each square of this side, px: half a million samples for a page at 144 dpi. */
const step = 2;
const contrast = 48;

export interface InkGrid {
  readonly columns: number;
  readonly rows: number;
  /** 1 where inked. */
  readonly ink: Uint8Array;
  /** Samples that lie in a box given in page pixels. */
  cellsOf(box: Box): Generator<number>;
}

/** Ink is what differs clearly from the commonest brightness, so white on black counts as well. */
export function inkGrid(raster: Crop, region: Box): InkGrid {
  const [x0, y0, x1, y1] = clipBox(region, raster.width, raster.height).map(Math.round) as unknown as Box;
  const columns = Math.max(0, Math.ceil((x1 - x0) / step));
  const rows = Math.max(0, Math.ceil((y1 - y0) / step));
  const brightness = new Uint8Array(columns * rows);
  const histogram = new Uint32Array(32);
  for (let r = 0; r < rows; r += 1) {
    let source = ((y0 + r * step) * raster.width + x0) * 3;
    for (let c = 0; c < columns; c += 1) {
      const value =
        (2 * (raster.data[source] as number) +
          5 * (raster.data[source + 1] as number) +
          (raster.data[source + 2] as number)) >>
        3;
      brightness[r * columns + c] = value;
      histogram[value >> 3] = (histogram[value >> 3] as number) + 1;
      source += step * 3;
    }
  }
  const background = histogram.indexOf(Math.max(...histogram)) * 8 + 4;
  const ink = brightness.map((value) => (Math.abs(value - background) > contrast ? 1 : 0));
  return {
    columns,
    rows,
    ink,
    *cellsOf(box) {
      const [left, right] = [
        Math.max(0, Math.floor((box[0] - x0) / step)),
        Math.min(columns, Math.ceil((box[2] - x0) / step)),
      ];
      const [top, bottom] = [
        Math.max(0, Math.floor((box[1] - y0) / step)),
        Math.min(rows, Math.ceil((box[3] - y0) / step)),
      ];
      for (let r = top; r < bottom; r += 1) for (let c = left; c < right; c += 1) yield r * columns + c;
    },
  };
}
