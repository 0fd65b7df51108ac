/** Turns a page's pixels in a worker thread: some 20 ms for a page, a second for the largest image that is let in. */
import type { Raster } from '@recto/documents';
import { type QuarterTurn, rotateRaster } from './rotate-raster.ts';

export interface TurnTask {
  readonly kind: 'turn';
  readonly raster: Raster;
  readonly degrees: QuarterTurn;
}

export const turn = ({ raster, degrees }: TurnTask): Raster => rotateRaster(raster, degrees);
