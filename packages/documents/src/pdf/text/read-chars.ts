/**
 * The characters of a page as PDFium finds them, in the order of the content stream, with their places in pixels.
 * A dense page has some 6,000; every call into PDFium counts.
 */
import type { Box } from '@recto/geometry';
import type { Scratch } from '../heap.ts';
import type { Pdfium } from '../pdfium.ts';
import { createStyleReader, type StyleReader } from './char-style.ts';
import {
  isControl,
  isMeaningless,
  isSpace,
  pdfiumLineHyphen,
  readableText,
  softHyphen,
} from './characters.ts';
import type { CharStyle, PageChar, PageSpace } from './page-char.ts';
import { type Matrix, transformBox } from './page-transform.ts';

const replacement = '\ufffd';
const lineEnds = new Set([0x0a, 0x0d]);

export function readChars(
  pdfium: Pdfium,
  textPage: number,
  transform: Matrix,
  out: Scratch,
): (PageChar | PageSpace)[] {
  const { fn } = pdfium;
  const chars: (PageChar | PageSpace)[] = [];
  const styles = rememberLast(createStyleReader(pdfium, transform, out));
  const count = fn.FPDFText_CountChars(textPage);
  for (let index = 0; index < count; index++) {
    const { codePoint, units } = readCodePoint(pdfium, textPage, index);
    if (isSpace(codePoint)) {
      chars.push({ kind: 'space', lineEnd: lineEnds.has(codePoint) });
      continue;
    }
    const textObject = fn.FPDFText_GetTextObject(textPage, index);
    const reading = readingOf(pdfium, textPage, index, codePoint);
    if (textObject !== 0 && reading !== null) {
      const place = placeOf(pdfium, textPage, index, transform, out);
      chars.push({
        kind: 'glyph',
        codePoint,
        ...reading,
        ...place,
        style: styles(textPage, index, textObject),
      });
    }
    index += units - 1;
  }
  return chars;
}

/** PDFium hands out whole code points or UTF-16 units, depending on where it found them. */
function readCodePoint(pdfium: Pdfium, textPage: number, index: number) {
  const unit = pdfium.fn.FPDFText_GetUnicode(textPage, index) >>> 0;
  if (unit >= 0xd800 && unit <= 0xdbff) {
    const low = pdfium.fn.FPDFText_GetUnicode(textPage, index + 1) >>> 0;
    if (low >= 0xdc00 && low <= 0xdfff) {
      return { codePoint: (unit - 0xd800) * 0x400 + (low - 0xdc00) + 0x10000, units: 2 };
    }
  }
  return { codePoint: unit <= 0x10ffff ? unit : 0xfffd, units: 1 };
}

/** What a character says, or null when it says nothing and shows nothing. */
function readingOf(pdfium: Pdfium, textPage: number, index: number, codePoint: number) {
  const { fn } = pdfium;
  if (codePoint === softHyphen || codePoint === pdfiumLineHyphen) {
    return fn.FPDFText_IsHyphen(textPage, index) === 1 ? { text: '-', unmapped: false } : null;
  }
  const unmapped = isMeaningless(codePoint) || fn.FPDFText_HasUnicodeMapError(textPage, index) === 1;
  // A code without a meaning still is a glyph on the page: it must be seen to be missing.
  if (unmapped) {
    const readable = !isControl(codePoint) && !(codePoint >= 0xd800 && codePoint <= 0xdfff);
    return { text: readable ? String.fromCodePoint(codePoint) : replacement, unmapped };
  }
  const text = readableText(codePoint);
  return text === '' ? null : { text, unmapped };
}

function placeOf(pdfium: Pdfium, textPage: number, index: number, transform: Matrix, out: Scratch) {
  const { fn } = pdfium;
  const { pointer } = out;
  fn.FPDFText_GetCharOrigin(textPage, index, pointer, pointer + 8);
  const [x, y] = [out.f64(0), out.f64(1)];
  return {
    box: boxOf(pdfium, textPage, index, transform, out),
    originX: x * transform.a + y * transform.c + transform.e,
    originY: x * transform.b + y * transform.d + transform.f,
  };
}

/** The loose box: as wide as the advance, as high as the font. The tight one where a font has no measures. */
function boxOf(pdfium: Pdfium, textPage: number, index: number, transform: Matrix, out: Scratch): Box {
  const { fn } = pdfium;
  const { pointer } = out;
  if (fn.FPDFText_GetLooseCharBox(textPage, index, pointer) !== 0) {
    const [left, top, right, bottom] = [out.f32(0), out.f32(1), out.f32(2), out.f32(3)];
    if (right > left && top > bottom) return transformBox(transform, left, bottom, right, top);
  }
  fn.FPDFText_GetCharBox(textPage, index, pointer, pointer + 8, pointer + 16, pointer + 24);
  const [left, right, bottom, top] = [out.f64(0), out.f64(1), out.f64(2), out.f64(3)];
  return transformBox(transform, left, bottom, right, top);
}

/** Neighbouring characters mostly belong to one text object. */
function rememberLast(read: StyleReader): StyleReader {
  let lastObject = 0;
  let last: CharStyle | undefined;
  return (textPage, index, textObject) => {
    if (!last || textObject !== lastObject) last = read(textPage, index, textObject);
    lastObject = textObject;
    return last;
  };
}
