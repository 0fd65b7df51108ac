/** Draws one page of a loaded PDF: contents, annotations, form fields, on white. */
import { RectoError } from '@recto/contracts';
import type { PageSize, Raster, TextLayer } from '../page.ts';
import { heapBytes } from './heap.ts';
import type { LoadedDocument } from './loaded-document.ts';
import type { Pdfium } from './pdfium.ts';
import { readTextLayer } from './text/text-layer.ts';

export interface RenderedPage {
  readonly raster: Raster;
  readonly textLayer: TextLayer | null;
}

/** FPDF_ANNOT | FPDF_REVERSE_BYTE_ORDER (fpdfview.h): annotations too, and RGB instead of BGR. */
const renderFlags = 0x01 | 0x10;
/** FPDFBitmap_BGR: three bytes a pixel, no alpha. */
const bitmapFormat = 2;
const white = 0xffffffff;

/** `size` in pixels. Throws `page.render_failed`, `file.bomb` when the heap has no room for the page. */
export function renderPage(
  pdfium: Pdfium,
  document: LoadedDocument,
  index: number,
  size: PageSize,
  withTextLayer: boolean,
): RenderedPage {
  const { fn } = pdfium;
  const page = fn.FPDF_LoadPage(document.handle, index);
  if (page === 0) throw new RectoError('page.render_failed');
  if (document.form !== 0) fn.FORM_OnAfterLoadPage(page, document.form);
  try {
    const raster = drawPage(pdfium, document.form, page, size);
    return { raster, textLayer: withTextLayer ? readTextLayer(pdfium, page, size) : null };
  } finally {
    if (document.form !== 0) fn.FORM_OnBeforeClosePage(page, document.form);
    fn.FPDF_ClosePage(page);
  }
}

function drawPage(pdfium: Pdfium, form: number, page: number, size: PageSize): Raster {
  const { fn } = pdfium;
  const { width, height } = size;
  const byteLength = width * height * 3;
  const pixels = fn.malloc(byteLength) >>> 0;
  if (pixels === 0) throw new RectoError('file.bomb');
  const bitmap = fn.FPDFBitmap_CreateEx(width, height, bitmapFormat, pixels, width * 3);
  try {
    if (bitmap === 0) throw new RectoError('page.render_failed');
    fn.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, white);
    fn.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, renderFlags);
    if (form !== 0) fn.FPDF_FFLDraw(form, bitmap, page, 0, 0, width, height, 0, renderFlags);
    const data = new Uint8Array(new SharedArrayBuffer(byteLength));
    data.set(heapBytes(pdfium).subarray(pixels, pixels + byteLength));
    return { width, height, data };
  } finally {
    if (bitmap !== 0) fn.FPDFBitmap_Destroy(bitmap);
    fn.free(pixels);
  }
}
