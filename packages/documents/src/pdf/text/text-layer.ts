/** The words of a page and their places. */
import type { PageSize, TextLayer } from '../../page.ts';
import type { Pdfium } from '../pdfium.ts';

export function readTextLayer(_pdfium: Pdfium, _page: number, _size: PageSize): TextLayer {
  return { words: [], images: [] };
}
