/** The way in: bytes become an OpenedDocument, whatever kind they are. Owns the pool of PDF threads. */
import { availableParallelism } from 'node:os';
import { RectoError } from '@recto/contracts';
import { openBmp } from './image/bmp-document.ts';
import { openImage } from './image/image-document.ts';
import { openTiff } from './image/tiff-document.ts';
import { type DocumentLimits, defaultDocumentLimits } from './limits.ts';
import type { OpenedDocument, Raster } from './page.ts';
import { openPdf } from './pdf/pdf-document.ts';
import { createPdfiumPool, type PdfiumPool } from './pdf/pdfium-pool.ts';
import { createRasterBuffers } from './raster-buffers.ts';
import { toSharedBytes } from './shared-bytes.ts';
import { type FileKind, sniff } from './sniff.ts';

export interface DocumentOpenerOptions {
  /** What differs from `defaultDocumentLimits`. */
  readonly limits?: Partial<DocumentLimits>;
  /** Threads for PDFs, at least 1; default: as many as there are cores. */
  readonly pdfWorkers?: number;
}

export interface OpenDocumentInput {
  readonly bytes: Uint8Array;
  /**
   * What the sender says it is. The bytes decide; the word of the sender only chooses the error for bytes that are
   * nothing known: `file.broken` with it, `file.type_undetermined` without.
   */
  readonly type?: 'pdf' | 'image' | undefined;
  readonly password?: string | undefined;
  readonly signal: AbortSignal;
}

export interface DocumentOpener {
  /**
   * Checks a file as far as can be done without rendering. Throws RectoError `file.*` and `image.too_many_pixels`; the signal's
   * reason when it fires. The document must be closed.
   */
  open(input: OpenDocumentInput): Promise<OpenedDocument>;
  /**
   * Gives the memory of a raster to a later page. Call it when a page is done and nobody reads its pixels any more. Not
   * calling it is safe but dear: shared memory is collected late, and a thousand pages then hold gigabytes.
   */
  recycle(raster: Raster): void;
  /** Memory of rasters that wait for a later page, bytes. */
  readonly idleRasterBytes: number;
  /** Ends the threads. Documents that are still open fail from then on. */
  close(): Promise<void>;
}

export function createDocumentOpener(options: DocumentOpenerOptions = {}): DocumentOpener {
  const limits = { ...defaultDocumentLimits, ...options.limits };
  const size = Math.max(1, options.pdfWorkers ?? availableParallelism());
  const buffers = createRasterBuffers();
  let pool: Promise<PdfiumPool> | undefined;
  const startPool = () => {
    pool ??= createPdfiumPool({ size, wasmMemoryBytes: limits.wasmMemoryBytes });
    return pool;
  };

  return {
    async open({ bytes, type, password, signal }) {
      signal.throwIfAborted();
      const kind = kindOf(bytes, type);
      if (kind === 'tiff') return openTiff({ bytes, limits, buffers, signal });
      if (kind === 'bmp') return openBmp({ bytes, limits, buffers, signal });
      if (kind !== 'pdf') return openImage(kind, { bytes, limits, buffers, signal });
      const shared = await toSharedBytes(bytes);
      return openPdf({ pool: await startPool(), buffers, limits, bytes: shared, password, signal });
    },
    recycle: (raster) => buffers.give(raster.data),
    get idleRasterBytes() {
      return buffers.idleBytes;
    },
    async close() {
      await (await pool)?.close();
    },
  };
}

/** Throws `file.empty`, `file.broken`, `file.type_undetermined`. */
function kindOf(bytes: Uint8Array, declared: 'pdf' | 'image' | undefined): FileKind {
  if (bytes.length === 0) throw new RectoError('file.empty');
  const kind = sniff(bytes);
  if (kind) return kind;
  throw new RectoError(declared ? 'file.broken' : 'file.type_undetermined');
}
