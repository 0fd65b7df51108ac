/** Finds the lines of ink on a page without a text layer; runs in a worker thread. */
import type { Raster } from '@recto/documents';
import type { Box } from '@recto/geometry';
import { inkLines } from './ink-lines.ts';

export interface InkTask {
  readonly kind: 'ink';
  readonly raster: Raster;
}

export const findInk = ({ raster }: InkTask): Box[] => inkLines(raster);
