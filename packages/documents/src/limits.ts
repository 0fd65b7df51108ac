/**
 * Everything that bounds what a hostile document may cost: names, defaults, units.
 * The size of the file itself is the caller's limit: it is checked before the bytes are in memory.
 */
export interface DocumentLimits {
  /** Pages of the source document; null for any number. More: `file.too_many_pages`. */
  readonly maxPages: number | null;
  /** Pixels of a decoded image or TIFF page, known from its header. More: `image.too_many_pixels`. */
  readonly maxPixelsPerImage: number;
  /** Pixels of a rendered PDF page. A larger page is rendered at a smaller scale that fits, not refused. */
  readonly maxPixelsPerPage: number;
  /** Longest side of a rendered PDF page in pixels; treated as `maxPixelsPerPage` is. */
  readonly maxPageSide: number;
  /** Longest time that one page may take to render or decode. Over: `page.timeout`. */
  readonly pageTimeoutMs: number;
  /** Longest time to open a document. Over: `file.broken`. */
  readonly openTimeoutMs: number;
  /** Heap of one PDF worker, the document's bytes included. Over: `file.bomb`. */
  readonly wasmMemoryBytes: number;
}

export const defaultDocumentLimits: DocumentLimits = Object.freeze({
  maxPages: null,
  maxPixelsPerImage: 100_000_000,
  maxPixelsPerPage: 40_000_000,
  maxPageSide: 30_000,
  pageTimeoutMs: 60_000,
  openTimeoutMs: 30_000,
  wasmMemoryBytes: 768 * 1024 * 1024,
});
