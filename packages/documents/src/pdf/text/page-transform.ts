/** From a PDF page's own space (points, y up, before /Rotate) to pixels of its raster. */
import type { Box } from '@recto/geometry';
import type { PageSize } from '../../page.ts';
import type { Scratch } from '../heap.ts';
import type { Pdfium } from '../pdfium.ts';

/** `x' = a x + c y + e`, `y' = b x + d y + f`, as FS_MATRIX has it. */
export interface Matrix {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

/** The transform that FPDF_RenderPageBitmap uses to fill `size`, in full precision. */
export function pageTransform(pdfium: Pdfium, page: number, size: PageSize, out: Scratch): Matrix {
  pdfium.fn.FPDF_GetPageBoundingBox(page, out.pointer);
  // FS_RECTF: left, top, right, bottom.
  const visible: Box = [out.f32(0), out.f32(3), out.f32(2), out.f32(1)];
  return visibleBoxToPixels(visible, pdfium.fn.FPDFPage_GetRotation(page), size);
}

/** `visible` is `[left, bottom, right, top]` in points; `quarterTurns` is /Rotate, clockwise, in units of 90 degrees. */
export function visibleBoxToPixels(visible: Box, quarterTurns: number, size: PageSize): Matrix {
  const [left, bottom, right, top] = visible;
  const turned = quarterTurns % 2 === 1;
  const x = (turned ? size.height : size.width) / (right - left);
  const y = (turned ? size.width : size.height) / (top - bottom);
  switch (quarterTurns) {
    case 1:
      return { a: 0, b: x, c: y, d: 0, e: -bottom * y, f: -left * x };
    case 2:
      return { a: -x, b: 0, c: 0, d: y, e: right * x, f: -bottom * y };
    case 3:
      return { a: 0, b: -x, c: -y, d: 0, e: top * y, f: right * x };
    default:
      return { a: x, b: 0, c: 0, d: -y, e: -left * x, f: top * y };
  }
}

/** `inner` first, then `outer`. */
export function multiply(inner: Matrix, outer: Matrix): Matrix {
  return {
    a: inner.a * outer.a + inner.b * outer.c,
    b: inner.a * outer.b + inner.b * outer.d,
    c: inner.c * outer.a + inner.d * outer.c,
    d: inner.c * outer.b + inner.d * outer.d,
    e: inner.e * outer.a + inner.f * outer.c + outer.e,
    f: inner.e * outer.b + inner.f * outer.d + outer.f,
  };
}

/** Smallest upright box around the corners `x0, y0` and `x1, y1` after the transform. */
export function transformBox(m: Matrix, x0: number, y0: number, x1: number, y1: number): Box {
  const xs = [x0 * m.a + y0 * m.c, x1 * m.a + y0 * m.c, x0 * m.a + y1 * m.c, x1 * m.a + y1 * m.c];
  const ys = [x0 * m.b + y0 * m.d, x1 * m.b + y0 * m.d, x0 * m.b + y1 * m.d, x1 * m.b + y1 * m.d];
  return [Math.min(...xs) + m.e, Math.min(...ys) + m.f, Math.max(...xs) + m.e, Math.max(...ys) + m.f];
}

/** The six floats of an FS_MATRIX that PDFium wrote. */
export const readMatrix = (out: Scratch): Matrix => ({
  a: out.f32(0),
  b: out.f32(1),
  c: out.f32(2),
  d: out.f32(3),
  e: out.f32(4),
  f: out.f32(5),
});
