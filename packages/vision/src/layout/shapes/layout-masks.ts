/** Output 2 of a model with masks (pipeline.md 2.3): where in its box a region is, in 200 x 200 cells over the page. */
import type { PageSize } from '@recto/documents';
import { type Box, roundHalfEven } from '@recto/geometry';
import { type StretchedMask, stretchMask } from './mask-window.ts';

/** Cells of a mask each way. */
export const maskSide = 200;

/** `values`: a mask of `maskSide`² per row of the model, row after row; what is not 0 is set. */
export interface LayoutMasks {
  readonly values: Int32Array | Uint8Array;
}

/**
 * The part of a row's mask under a box (whole page pixels), as large as the box. Null where the box is empty or lies outside
 * the page, or nothing in it is set.
 */
export function maskInBox(
  { values }: LayoutMasks,
  row: number,
  [x0, y0, x1, y1]: Box,
  page: PageSize,
): StretchedMask | null {
  const cell = (position: number, length: number) =>
    Math.min(maskSide, Math.max(0, roundHalfEven((position * maskSide) / length)));
  const [left, right] = [cell(x0, page.width), cell(x1, page.width)];
  const [top, bottom] = [cell(y0, page.height), cell(y1, page.height)];
  if (x1 <= x0 || y1 <= y0 || right <= left || bottom <= top) return null;
  const start = (row * maskSide + top) * maskSide + left;
  const isSet = (column: number, r: number) => values[start + r * maskSide + column] !== 0;
  const [columns, rows] = [right - left, bottom - top];
  const isEmpty = !Array.from({ length: rows }).some((_, r) =>
    values.subarray(start + r * maskSide, start + r * maskSide + columns).some((value) => value !== 0),
  );
  return isEmpty ? null : stretchMask({ columns, rows, isSet }, x1 - x0, y1 - y0);
}
