/** Draws one page of a loaded PDF: contents, annotations, form fields, on white. */
import { RectoError } from '@recto/contracts';
import { heapBytes } from './heap.ts';
import type { LoadedDocument } from './loaded-document.ts';
import type { Pdfium } from './pdfium.ts';
import type { RenderResult, RenderTask } from './protocol.ts';
import { readTextLayer } from './text/text-layer.ts';

/** FPDF_ANNOT | FPDF_REVERSE_BYTE_ORDER (fpdfview.h): annotations too, and RGB instead of BGR. */
const renderFlags = 0x01 | 0x10;
/** FPDFBitmap_BGR: three bytes a pixel, no alpha. */
const bitmapFormat = 2;
const white = 0xffffffff;

/** Throws `page.render_failed`, `file.bomb` when the heap has no room for the page. */
export function renderPage(pdfium: Pdfium, document: LoadedDocument, task: RenderTask): RenderResult {
  const { fn } = pdfium;
  const page = fn.FPDF_LoadPage(document.handle, task.index);
  if (page === 0) throw new RectoError('page.render_failed');
  if (document.form !== 0) fn.FORM_OnAfterLoadPage(page, document.form);
  try {
    drawPage(pdfium, document.form, page, task);
    return { textLayer: task.textLayer ? readTextLayer(pdfium, page, task.size) : null };
  } finally {
    if (document.form !== 0) fn.FORM_OnBeforeClosePage(page, document.form);
    fn.FPDF_ClosePage(page);
  }
}

function drawPage(pdfium: Pdfium, form: number, page: number, task: RenderTask): void {
  const { fn } = pdfium;
  const { width, height } = task.size;
  const byteLength = width * height * 3;
  const pixels = fn.malloc(byteLength) >>> 0;
  if (pixels === 0) throw new RectoError('file.bomb');
  const bitmap = fn.FPDFBitmap_CreateEx(width, height, bitmapFormat, pixels, width * 3);
  try {
    if (bitmap === 0) throw new RectoError('page.render_failed');
    fn.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, white);
    fn.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, renderFlags);
    if (form !== 0) fn.FPDF_FFLDraw(form, bitmap, page, 0, 0, width, height, 0, renderFlags);
    task.pixels.set(heapBytes(pdfium).subarray(pixels, pixels + byteLength));
  } finally {
    if (bitmap !== 0) fn.FPDFBitmap_Destroy(bitmap);
    fn.free(pixels);
  }
}
