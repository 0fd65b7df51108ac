/** A Windows bitmap as a document of one page. */
import { RectoError } from '@recto/contracts';
import type { OpenedDocument } from '../page.ts';
import { decodeBmp, readBmpHeader } from './bmp.ts';
import type { OpenImageOptions } from './open-image-options.ts';

/** Throws what `readBmpHeader` throws, and `image.too_many_pixels`. */
export function openBmp({ bytes, limits, buffers }: OpenImageOptions): OpenedDocument {
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
      const data = buffers.take(width * height * 3);
      try {
        await decodeBmp(bytes, header, data, signal);
      } catch (error) {
        buffers.give(data);
        throw error;
      }
      return { index, raster: { width, height, data }, textLayer: null };
    },
    async close() {},
  };
}
