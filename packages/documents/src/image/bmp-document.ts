/** A Windows bitmap as a document of one page. */
import { RectoError } from '@recto/contracts';
import type { DocumentLimits } from '../limits.ts';
import type { OpenedDocument } from '../page.ts';
import { decodeBmp, readBmpHeader } from './bmp.ts';

/** Throws what `readBmpHeader` throws, `image.too_many_pixels`, the signal's reason. */
export async function openBmp(
  bytes: Uint8Array,
  limits: DocumentLimits,
  signal: AbortSignal,
): Promise<OpenedDocument> {
  signal.throwIfAborted();
  const header = readBmpHeader(bytes);
  const { width, height } = header.size;
  if (width * height > limits.maxPixelsPerImage) throw new RectoError('image.too_many_pixels');
  return {
    type: 'image',
    pageCount: 1,
    pageSize: () => header.size,
    async renderPage(index, { signal }) {
      if (index !== 0) throw new RangeError(`No page ${index}`);
      signal.throwIfAborted();
      return { index, raster: await decodeBmp(bytes, header, signal), textLayer: null };
    },
    async close() {},
  };
}
