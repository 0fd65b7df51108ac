/** An image file as a document of one page. Of a moving image, the first frame. */
import { RectoError } from '@recto/contracts';
import type { OpenedDocument } from '../page.ts';
import type { FileKind } from '../sniff.ts';
import { decodeImage, readImageHeader } from './decode.ts';
import type { OpenImageOptions } from './open-image-options.ts';

/** Reads the header only. Throws what `readImageHeader` throws; `file.type_unsupported` where libvips lacks the codec. */
export async function openImage(kind: FileKind, options: OpenImageOptions): Promise<OpenedDocument> {
  const { bytes, limits, buffers, signal } = options;
  const { size } = await readImageHeader({ bytes, page: 0, limits, signal }).catch((error: unknown) => {
    // HEVC is patented: prebuilt libvips has no decoder for it, one built by the operator may.
    if (kind === 'heic' && !signal.aborted) throw new RectoError('file.type_unsupported', { cause: error });
    throw error;
  });
  return {
    type: 'image',
    pageCount: 1,
    pageSize: () => size,
    async renderPage(index, { signal }) {
      if (index !== 0) throw new RangeError(`No page ${index}`);
      const raster = await decodeImage({ bytes, page: 0, limits, signal }, buffers);
      return { index, raster, textLayer: null };
    },
    async close() {},
  };
}
