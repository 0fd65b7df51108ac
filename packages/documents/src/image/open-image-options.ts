/** What every kind of image document needs. */
import type { DocumentLimits } from '../limits.ts';
import type { RasterBuffers } from '../raster-buffers.ts';

export interface OpenImageOptions {
  readonly bytes: Uint8Array;
  readonly limits: DocumentLimits;
  readonly buffers: RasterBuffers;
  readonly signal: AbortSignal;
}
