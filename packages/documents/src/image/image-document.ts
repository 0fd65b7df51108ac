/** An image file as a document of one page. Of a moving image, the first frame. */
import type { DocumentLimits } from '../limits.ts';
import type { OpenedDocument } from '../page.ts';
import type { FileKind } from '../sniff.ts';
import { decodeImage, readImageHeader } from './decode.ts';

/** Reads the header only. Throws `file.broken`, `file.type_unsupported`, `image.too_many_pixels`. */
export async function openImage(
  bytes: Uint8Array,
  kind: FileKind,
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
