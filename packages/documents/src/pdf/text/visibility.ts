/** Text that is in the file but not on the page: OCR layers under scans, leftovers outside the clip of a placed figure. */
import type { Scratch } from '../heap.ts';
import type { Pdfium } from '../pdfium.ts';

/** FPDF_TEXTRENDERMODE: invisible, and clip only. */
const invisibleModes = new Set([3, 7]);
/** FPDF_TEXTRENDERMODE: fill. */
const fillMode = 0;

/** A clip of more corners than this is taken to show everything. */
const maxSegments = 200;

/** True for a text object that leaves no trace. Text under another object is not found here: that takes the pixels. */
export function isInvisible(pdfium: Pdfium, textObject: number, mode: number, out: Scratch): boolean {
  if (invisibleModes.has(mode)) return true;
  if (mode === fillMode && isTransparent(pdfium, textObject, out)) return true;
  return isClippedAway(pdfium, textObject, out);
}

function isTransparent({ fn }: Pdfium, textObject: number, out: Scratch): boolean {
  const { pointer } = out;
  const known = fn.FPDFPageObj_GetFillColor(textObject, pointer, pointer + 4, pointer + 8, pointer + 12);
  return known !== 0 && out.i32(3) === 0;
}

/** Compares the object's bounds with those of its clip paths, all in the space of the form or page that holds it. */
function isClippedAway(pdfium: Pdfium, textObject: number, out: Scratch): boolean {
  const { fn } = pdfium;
  const clip = fn.FPDFPageObj_GetClipPath(textObject);
  const paths = clip === 0 ? 0 : fn.FPDFClipPath_CountPaths(clip);
  if (paths <= 0) return false;
  const { pointer } = out;
  if (fn.FPDFPageObj_GetBounds(textObject, pointer, pointer + 4, pointer + 8, pointer + 12) === 0)
    return false;
  const [left, bottom, right, top] = [out.f32(0), out.f32(1), out.f32(2), out.f32(3)];
  for (let path = 0; path < paths; path++) {
    const bounds = pathBounds(pdfium, clip, path, out);
    if (!bounds) continue;
    const outside = bounds.right < left || bounds.left > right || bounds.top < bottom || bounds.bottom > top;
    if (outside) return true;
  }
  return false;
}

function pathBounds({ fn }: Pdfium, clip: number, path: number, out: Scratch) {
  const segments = fn.FPDFClipPath_CountPathSegments(clip, path);
  if (segments <= 0 || segments > maxSegments) return null;
  const bounds = { left: Infinity, bottom: Infinity, right: -Infinity, top: -Infinity };
  for (let i = 0; i < segments; i++) {
    const segment = fn.FPDFClipPath_GetPathSegment(clip, path, i);
    fn.FPDFPathSegment_GetPoint(segment, out.pointer, out.pointer + 4);
    const [x, y] = [out.f32(0), out.f32(1)];
    bounds.left = Math.min(bounds.left, x);
    bounds.right = Math.max(bounds.right, x);
    bounds.bottom = Math.min(bounds.bottom, y);
    bounds.top = Math.max(bounds.top, y);
  }
  return bounds;
}
