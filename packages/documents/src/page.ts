/**
 * What a document is to the rest of the house: an ordered set of pages that are rendered one at a time.
 * Owns the shapes; opening and rendering live beside it.
 */
import type { Box } from '@recto/geometry';

/** 8-bit RGB, rows top to bottom, no padding: `data.length === width * height * 3`. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /**
   * Lives in shared memory, so that a worker thread reads it without a copy. Nobody writes to it after rendering, until
   * it goes back with `DocumentOpener.recycle`. May be a part of a larger buffer.
   */
  readonly data: Uint8Array<SharedArrayBuffer>;
}

/** Pixels that the rendered page will have. */
export interface PageSize {
  readonly width: number;
  readonly height: number;
}

/** One word of a PDF's text layer, in reading direction of its line. */
export interface TextWord {
  readonly text: string;
  /** Page pixels, tight around the glyphs' loose boxes. */
  readonly box: Box;
  /** y of the baseline in page pixels (x for rotated text). */
  readonly baseline: number;
  /** Pixels. */
  readonly fontSize: number;
  readonly fontName: string;
  readonly bold: boolean;
  readonly italic: boolean;
  /** Clockwise turn of the writing direction on the rendered page. */
  readonly angle: 0 | 90 | 180 | 270;
  /** Drawn with render mode 3 or clipped away: OCR layers under scans look like this. */
  readonly invisible: boolean;
  /** Characters without a Unicode value, in a private-use area, or U+FFFD. */
  readonly unmapped: number;
  /** True when the PDF has white space (or a line end) between this word and the next. */
  readonly spaceAfter: boolean;
}

export interface TextLayer {
  /** In the order of the content stream. */
  readonly words: readonly TextWord[];
  /** Boxes of bitmap images on the page, in page pixels. */
  readonly images: readonly Box[];
}

export interface Page {
  /** 0-based index in the source document. */
  readonly index: number;
  readonly raster: Raster;
  /** Null for images and when it was not asked for. */
  readonly textLayer: TextLayer | null;
}

export interface RenderOptions {
  /** Also read the words and their places (PDF only). */
  textLayer: boolean;
  signal: AbortSignal;
}

/** A document that has been checked and is open. Memory does not grow with its page count. */
export interface OpenedDocument {
  readonly type: 'pdf' | 'image' | 'tiff';
  /** Pages in the source, at least 1. */
  readonly pageCount: number;
  /** Size of a page before it is rendered, so that a caller can reserve memory for it. */
  pageSize(index: number): PageSize;
  /** Throws RectoError page.render_failed, page.timeout, image.too_many_pixels, file.bomb; AbortError when the signal fires. */
  renderPage(index: number, options: RenderOptions): Promise<Page>;
  close(): Promise<void>;
}
