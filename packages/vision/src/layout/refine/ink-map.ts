/** Which cells of a page carry ink: a coarse map, robust to grey paper and uneven light. */
import type { Raster } from '@recto/documents';

export interface InkMap {
  readonly width: number;
  readonly height: number;
  /** Side of a cell in page pixels. */
  readonly cell: number;
  /** 1 = ink, row by row. */
  readonly ink: Uint8Array;
}

/** The longer side of the page in cells: a 10-point line keeps about five cells of x-height. */
const longSide = 1000;
/** Side of the tiles whose paper brightness is estimated, in cells. */
const tile = 40;
/** The paper is the brightness that a tenth of a tile's cells surpass. */
const paperShare = 0.9;
/** Ink is darker than the paper by this factor and at least this step (of 255). */
const inkFactor = 0.78;
const inkStep = 25;

function brightness(raster: Raster, cell: number, width: number, height: number): Uint8Array {
  const { data } = raster;
  const values = new Uint8Array(width * height);
  for (let cy = 0; cy < height; cy++) {
    for (let cx = 0; cx < width; cx++) {
      let sum = 0;
      for (let y = cy * cell; y < (cy + 1) * cell; y++) {
        let at = (y * raster.width + cx * cell) * 3;
        for (let x = 0; x < cell; x++, at += 3) sum += data[at]! * 2 + data[at + 1]! * 5 + data[at + 2]!;
      }
      values[cy * width + cx] = sum / (8 * cell * cell);
    }
  }
  return values;
}

function paperOf(values: Uint8Array, width: number, x0: number, y0: number, x1: number, y1: number): number {
  const counts = new Uint32Array(256);
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) counts[values[y * width + x]!]!++;
  }
  let left = (1 - paperShare) * (x1 - x0) * (y1 - y0);
  let value = 255;
  while (value > 0 && left >= counts[value]!) left -= counts[value--]!;
  return value;
}

export function inkMap(raster: Raster): InkMap {
  const cell = Math.max(1, Math.round(Math.max(raster.width, raster.height) / longSide));
  const width = Math.floor(raster.width / cell);
  const height = Math.floor(raster.height / cell);
  const values = brightness(raster, cell, width, height);
  const ink = new Uint8Array(width * height);
  for (let y0 = 0; y0 < height; y0 += tile) {
    for (let x0 = 0; x0 < width; x0 += tile) {
      const x1 = Math.min(x0 + tile, width);
      const y1 = Math.min(y0 + tile, height);
      const paper = paperOf(values, width, x0, y0, x1, y1);
      const limit = Math.min(paper * inkFactor, paper - inkStep);
      for (let y = y0; y < y1; y++) {
        for (let i = y * width + x0; i < y * width + x1; i++) ink[i] = values[i]! < limit ? 1 : 0;
      }
    }
  }
  return { width, height, cell, ink };
}
