/** A PDF as an OpenedDocument: knows every page's size, renders in the pool's threads. */
import { RectoError } from '@recto/contracts';
import { abortable } from '../abortable.ts';
import type { DocumentLimits } from '../limits.ts';
import type { OpenedDocument, PageSize, Raster } from '../page.ts';
import type { RasterBuffers } from '../raster-buffers.ts';
import type { SharedBytes } from '../shared-bytes.ts';
import { renderedSize } from './page-scale.ts';
import type { PdfiumPool } from './pdfium-pool.ts';
import type { PdfSource } from './protocol.ts';

export interface OpenPdfOptions {
  readonly pool: PdfiumPool;
  readonly buffers: RasterBuffers;
  readonly limits: DocumentLimits;
  readonly bytes: SharedBytes;
  readonly password: string | undefined;
  readonly signal: AbortSignal;
}

/** Up to this size a document is cheap enough to be loaded by every thread. */
const cheapBytes = 8 * 1024 * 1024;
/** From this many pages on a document is worth loading more than once. */
const manyPages = 5;

let lastId = 0;

/** Throws what the pool throws, `file.no_pages` and `file.too_many_pages`. */
export async function openPdf(options: OpenPdfOptions): Promise<OpenedDocument> {
  const { pool, buffers, limits, bytes, password, signal } = options;
  const opening: PdfSource = { id: ++lastId, bytes, password, spreads: false };
  const timeoutMs = limits.openTimeoutMs;
  const { sizes } = await abortable(
    pool.run(opening, () => ({ kind: 'open' }), { timeoutMs, signal }),
    signal,
  );
  const pageCount = sizes.length / 2;
  try {
    if (pageCount === 0) throw new RectoError('file.no_pages');
    if (limits.maxPages !== null && pageCount > limits.maxPages) throw new RectoError('file.too_many_pages');
  } catch (error) {
    pool.forget(opening.id);
    throw error;
  }
  const source = { ...opening, spreads: bytes.length <= cheapBytes || pageCount >= manyPages };

  const sizeOf = (index: number): PageSize | null => {
    if (!(Number.isInteger(index) && index >= 0 && index < pageCount)) {
      throw new RangeError(`No page ${index}`);
    }
    return renderedSize(sizes[index * 2] ?? 0, sizes[index * 2 + 1] ?? 0, limits);
  };

  return {
    type: 'pdf',
    pageCount,
    pageSize: (index) => sizeOf(index) ?? { width: 1, height: 1 },
    async renderPage(index, { textLayer, signal }) {
      const size = sizeOf(index);
      if (!size) throw new RectoError('page.render_failed');
      const raster = lazyRaster(size, buffers);
      const work = pool.run(
        source,
        () => ({ kind: 'render', index, size, pixels: raster().data, textLayer }),
        { timeoutMs: limits.pageTimeoutMs, signal },
      );
      try {
        return { index, ...(await abortable(work, signal)), raster: raster() };
      } catch (error) {
        // Aborted: PDFium still writes to the pixels. After a crash or a timeout they are left to the collector.
        work.then(
          () => buffers.give(raster().data),
          () => undefined,
        );
        throw error;
      }
    },
    async close() {
      pool.forget(source.id);
    },
  };
}

/** Memory for the pixels, taken when a thread is ready to fill it. */
function lazyRaster(size: PageSize, buffers: RasterBuffers): () => Raster {
  let raster: Raster | undefined;
  return () => {
    raster ??= { ...size, data: buffers.take(size.width * size.height * 3) };
    return raster;
  };
}
