/** A TIFF as a document of one or many pages. Pages are decoded one at a time, each under its own limit. */
import { RectoError } from '@recto/contracts';
import type { OpenedDocument, PageSize } from '../page.ts';
import { decodeImage, readImageHeader } from './decode.ts';
import type { OpenImageOptions } from './open-image-options.ts';

/** Reads the header of every page. Throws `file.broken`, `file.too_many_pages`, `image.too_many_pixels`. */
export async function openTiff({
  bytes,
  limits,
  buffers,
  signal,
}: OpenImageOptions): Promise<OpenedDocument> {
  const first = await readImageHeader({ bytes, page: 0, limits, signal });
  const { pageCount } = first;
  if (limits.maxPages !== null && pageCount > limits.maxPages) throw new RectoError('file.too_many_pages');

  const sizes: PageSize[] = [first.size];
  for (let page = 1; page < pageCount; page++) {
    sizes.push((await readImageHeader({ bytes, page, limits, signal })).size);
  }
  const sizeOf = (index: number): PageSize => {
    const size = sizes[index];
    if (!size) throw new RangeError(`No page ${index}`);
    return size;
  };

  return {
    type: 'tiff',
    pageCount,
    pageSize: sizeOf,
    async renderPage(index, { signal }) {
      sizeOf(index);
      const raster = await decodeImage({ bytes, page: index, limits, signal }, buffers);
      return { index, raster, textLayer: null };
    },
    async close() {},
  };
}
