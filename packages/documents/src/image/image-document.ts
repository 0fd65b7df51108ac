/** An image file as a document of one page. Of a moving image, the first frame. */
import type { DocumentLimits } from '../limits.ts';
import type { OpenedDocument } from '../page.ts';
import { decodeImage, readImageHeader } from './decode.ts';

/** Reads the header only. Throws what `readImageHeader` throws. */
export async function openImage(
  bytes: Uint8Array,
  limits: DocumentLimits,
  signal: AbortSignal,
): Promise<OpenedDocument> {
  const { size } = await readImageHeader({ bytes, page: 0, limits, signal });
  return {
    type: 'image',
    pageCount: 1,
    pageSize: () => size,
    async renderPage(index, { signal }) {
      if (index !== 0) throw new RangeError(`No page ${index}`);
      const raster = await decodeImage({ bytes, page: 0, limits, signal });
      return { index, raster, textLayer: null };
    },
    async close() {},
  };
}
