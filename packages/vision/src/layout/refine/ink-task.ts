/** Finds what print and rulings there are on a page without a text layer; runs in a worker thread. */
import type { Raster } from '@recto/documents';
import type { Box } from '@recto/geometry';
import { findGrids } from './ink-grids.ts';
import { type InkLines, inkLines } from './ink-lines.ts';
import { inkMap } from './ink-map.ts';
import { findRulings } from './ink-rulings.ts';

export interface InkTask {
  readonly kind: 'ink';
  readonly raster: Raster;
}

/** Boxes in page pixels. */
export interface PageInk extends InkLines {
  /** Ruled tables: rulings that cross, with rows and columns between them. */
  readonly grids: readonly Box[];
}

export function findInk({ raster }: { readonly raster: Raster }): PageInk {
  const map = inkMap(raster);
  const rulings = findRulings(map);
  return { ...inkLines(map, rulings), grids: findGrids(rulings, map) };
}
