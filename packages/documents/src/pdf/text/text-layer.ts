/** The words of a page and its images, with their places in pixels of the raster. */
import type { PageSize, TextLayer } from '../../page.ts';
import { createScratch } from '../heap.ts';
import type { Pdfium } from '../pdfium.ts';
import { readImageBoxes } from './image-boxes.ts';
import { pageTransform } from './page-transform.ts';
import { readChars } from './read-chars.ts';
import { turnVerticalWriting } from './vertical-writing.ts';
import { buildWords } from './words.ts';

/** `page` is a loaded FPDF_PAGE, `size` the size of its raster. Text of annotations and form fields is not part of it. */
export function readTextLayer(pdfium: Pdfium, page: number, size: PageSize): TextLayer {
  const { fn } = pdfium;
  const textPage = fn.FPDFText_LoadPage(page);
  if (textPage === 0) return { words: [], images: [] };
  const out = createScratch(pdfium);
  try {
    const transform = pageTransform(pdfium, page, size, out);
    const words = buildWords(turnVerticalWriting(readChars(pdfium, textPage, transform, out)), size);
    return { words, images: readImageBoxes(pdfium, page, size, transform, out) };
  } finally {
    fn.free(out.pointer);
    fn.FPDFText_ClosePage(textPage);
  }
}
