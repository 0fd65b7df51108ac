/** Where bitmap images lie on a page, those inside form XObjects included. */
import { type Box, clipBox } from '@recto/geometry';
import type { PageSize } from '../../page.ts';
import type { Scratch } from '../heap.ts';
import type { Pdfium } from '../pdfium.ts';
import { type Matrix, multiply, readMatrix, transformBox } from './page-transform.ts';

/** FPDF_PAGEOBJ_IMAGE, FPDF_PAGEOBJ_FORM (fpdf_edit.h). */
const imageObject = 3;
const formObject = 5;

/** Forms may nest, and a hostile page may hold millions of objects: what lies beyond is not listed. */
const maxDepth = 8;
const maxObjects = 200_000;

/** Images smaller than this in both directions are rules and bullets. */
const minSide = 3;

/** Boxes in page pixels, clipped to the page. */
export function readImageBoxes(
  pdfium: Pdfium,
  page: number,
  size: PageSize,
  transform: Matrix,
  out: Scratch,
): Box[] {
  const { fn } = pdfium;
  const boxes: Box[] = [];
  let visited = 0;

  function visit(object: number, toPixels: Matrix, depth: number): void {
    visited++;
    const type = fn.FPDFPageObj_GetType(object);
    if (type === imageObject) {
      const box = boundsOf(pdfium, object, toPixels, out);
      if (box) boxes.push(clipBox(box, size.width, size.height));
    } else if (type === formObject && depth < maxDepth) {
      fn.FPDFPageObj_GetMatrix(object, out.pointer);
      const inForm = multiply(readMatrix(out), toPixels);
      const count = fn.FPDFFormObj_CountObjects(object);
      for (let i = 0; i < count && visited < maxObjects; i++) {
        visit(fn.FPDFFormObj_GetObject(object, i), inForm, depth + 1);
      }
    }
  }

  const count = fn.FPDFPage_CountObjects(page);
  for (let i = 0; i < count && visited < maxObjects; i++) {
    visit(fn.FPDFPage_GetObject(page, i), transform, 0);
  }
  return boxes.filter((box) => box[2] - box[0] >= minSide || box[3] - box[1] >= minSide);
}

function boundsOf(pdfium: Pdfium, object: number, toPixels: Matrix, out: Scratch): Box | null {
  const { pointer } = out;
  if (pdfium.fn.FPDFPageObj_GetBounds(object, pointer, pointer + 4, pointer + 8, pointer + 12) === 0) {
    return null;
  }
  // left, bottom, right, top
  return transformBox(toPixels, out.f32(0), out.f32(1), out.f32(2), out.f32(3));
}
