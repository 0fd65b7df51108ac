/** Font, size, direction and visibility of text objects. Fonts are looked up once per page. */
import type { Scratch } from '../heap.ts';
import { heapBytes, readCString } from '../heap.ts';
import type { Pdfium } from '../pdfium.ts';
import type { CharStyle } from './page-char.ts';
import { type Matrix, multiply, readMatrix } from './page-transform.ts';
import { isInvisible } from './visibility.ts';

interface FontTraits {
  readonly name: string;
  readonly bold: boolean;
  readonly italic: boolean;
}

/** Style of the text object that holds character `index` of `textPage`. */
export type StyleReader = (textPage: number, index: number, textObject: number) => CharStyle;

/** FPDF_TEXTRENDERMODE: fill and stroke, which is how bold is imitated. */
const fillAndStroke = 2;

/** Cosine between baseline and upright stroke from which text leans: 0.2 is about 12 degrees. */
const leaning = 0.2;

export function createStyleReader(pdfium: Pdfium, transform: Matrix, out: Scratch): StyleReader {
  const { fn } = pdfium;
  const fonts = new Map<number, FontTraits>();

  function traitsOf(font: number): FontTraits {
    const known = fonts.get(font);
    if (known) return known;
    const traits = readTraits(pdfium, font);
    fonts.set(font, traits);
    return traits;
  }

  return (textPage, index, textObject) => {
    const mode = fn.FPDFTextObj_GetTextRenderMode(textObject);
    const traits = traitsOf(fn.FPDFTextObj_GetFont(textObject));
    const unscaled = fn.FPDFText_GetFontSize(textPage, index);
    fn.FPDFText_GetMatrix(textPage, index, out.pointer);
    const matrix = multiply(readMatrix(out), transform);
    return {
      fontName: traits.name,
      fontSize: Math.abs(unscaled) * Math.hypot(matrix.c, matrix.d),
      bold: traits.bold || mode === fillAndStroke,
      italic: traits.italic || leans(matrix),
      angle: quarterTurn(matrix),
      invisible: isInvisible(pdfium, textObject, mode, out),
    };
  };
}

/** Nearest quarter turn of the writing direction, clockwise on the page. */
function quarterTurn({ a, b }: Matrix): CharStyle['angle'] {
  const turns = Math.round(Math.atan2(b, a) / (Math.PI / 2));
  return (((turns + 4) % 4) * 90) as CharStyle['angle'];
}

function leans({ a, b, c, d }: Matrix): boolean {
  const lengths = Math.hypot(a, b) * Math.hypot(c, d);
  return lengths > 0 && Math.abs(a * c + b * d) / lengths > leaning;
}

/** FontDescriptor flags (PDF 1.7, table 123). */
const italicFlag = 1 << 6;
const forceBoldFlag = 1 << 18;
/** PDFium estimates the weight from the width of stems, which puts some regular faces near 600. */
const boldWeight = 700;

const boldName = /bold|black|heavy|demi|^cmb|-medi(?!um)/i;
const italicName = /ital|obliq|slant|^cm(ti|sl|mi|bxti)/i;
const subsetTag = /^[A-Z]{6}\+/;

function readTraits(pdfium: Pdfium, font: number): FontTraits {
  const { fn } = pdfium;
  const flags = fn.FPDFFont_GetFlags(font);
  const name = baseFontName(pdfium, font).replace(subsetTag, '');
  return {
    name,
    bold: boldName.test(name) || (flags & forceBoldFlag) !== 0 || fn.FPDFFont_GetWeight(font) >= boldWeight,
    italic: italicName.test(name) || (flags & italicFlag) !== 0,
  };
}

/** Names in PDFs have at most 127 bytes; a longer one is cut by the buffer. */
function baseFontName(pdfium: Pdfium, font: number): string {
  const size = 256;
  const buffer = pdfium.fn.malloc(size);
  heapBytes(pdfium)[buffer] = 0;
  const needed = pdfium.fn.FPDFFont_GetBaseFontName(font, buffer, size);
  const name = needed > 0 && needed <= size ? readCString(pdfium, buffer) : '';
  pdfium.fn.free(buffer);
  return name;
}
