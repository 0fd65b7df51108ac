/**
 * Fonts for text whose font is not embedded. PDFium has faces for the fourteen standard Latin fonts only; without this
 * module Chinese, Japanese, Korean, Cyrillic and Greek text in such documents is silently blank.
 * Owns the answer to "which file for this character set", and PDFium's FPDF_SYSFONTINFO callbacks (fpdf_sysfontinfo.h).
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { heapBytes, readCString } from './heap.ts';
import type { Pdfium } from './pdfium.ts';

interface Family {
  readonly name: string;
  /** Package and file of each weight. */
  readonly regular: string;
  readonly bold: string;
}

const chinese: Family = {
  name: 'NotoSansHans',
  regular: '@embedpdf/fonts-sc/NotoSansHans-Regular.otf',
  bold: '@embedpdf/fonts-sc/NotoSansHans-Bold.otf',
};
const japanese: Family = {
  name: 'NotoSansJP',
  regular: '@embedpdf/fonts-jp/NotoSansJP-Regular.otf',
  bold: '@embedpdf/fonts-jp/NotoSansJP-Bold.otf',
};
const korean: Family = {
  name: 'NotoSansKR',
  regular: '@embedpdf/fonts-kr/NotoSansKR-Regular.otf',
  bold: '@embedpdf/fonts-kr/NotoSansKR-Bold.otf',
};
const latin: Family = {
  name: 'NotoSans',
  regular: '@embedpdf/fonts-latin/NotoSans-Regular.ttf',
  bold: '@embedpdf/fonts-latin/NotoSans-Bold.ttf',
};

/** FXFONT_*_CHARSET. What is not listed (symbols, Arabic, Hebrew, Thai) is left to PDFium's built-in faces. */
const familyOfCharset = new Map<number, Family>([
  [0, latin], // also any font with an encoding of its own, which may be Cyrillic or Greek
  [1, latin],
  [128, japanese],
  [129, korean],
  [134, chinese],
  [136, chinese], // Traditional Chinese: the characters are there, in their mainland forms
  [161, latin], // Greek
  [163, latin], // Vietnamese
  [204, latin], // Cyrillic
  [238, latin], // Eastern European
]);

/** The standard fonts, which PDFium has, and fixed-pitch ones, for which it takes Courier. */
const builtIn = /^(Helvetica|Times|Courier|Symbol|ZapfDingbats)(-|$)/;
const fixedPitch = 1;

/** Weight (OpenType, 100-900) from which the bold file is taken. */
const boldFrom = 600;

/** Registers the fallback fonts with a PDFium instance. A font's file is read when a document first asks for it. */
export function registerFallbackFonts(pdfium: Pdfium): void {
  const files: { name: string; path: string; charset: number }[] = [];
  const contents = new Map<string, Uint8Array>();

  /** 0 leaves the font to PDFium. */
  const handleFor = (weight: number, charset: number, pitch: number, face: string): number => {
    const family = familyOfCharset.get(charset);
    if (!family || (family === latin && (builtIn.test(face) || (pitch & fixedPitch) !== 0))) return 0;
    const bold = weight >= boldFrom;
    const name = `${family.name}-${bold ? 'Bold' : 'Regular'}`;
    const known = files.findIndex((file) => file.name === name && file.charset === charset);
    if (known >= 0) return known + 1;
    return files.push({ name, path: bold ? family.bold : family.regular, charset });
  };

  const dataOf = (path: string): Uint8Array => {
    const known = contents.get(path);
    if (known) return known;
    const data = readFont(path);
    contents.set(path, data);
    return data;
  };

  /** Copies a whole file. Single tables are not served: PDFium then asks for the file. */
  const getFontData = (handle: number, table: number, buffer: number, size: number): number => {
    const file = files[handle - 1];
    if (!file || table !== 0) return 0;
    const data = dataOf(file.path);
    if (buffer !== 0 && size >= data.length) heapBytes(pdfium).set(data, buffer >>> 0);
    return data.length;
  };

  /** PDFium keeps faces by this name, so that two families never stand for one another. */
  const getFaceName = (handle: number, buffer: number, size: number): number => {
    const name = Buffer.from(`${files[handle - 1]?.name ?? ''}\0`);
    if (buffer !== 0 && size >= name.length) heapBytes(pdfium).set(name, buffer >>> 0);
    return name.length;
  };

  const callbacks: [(...args: number[]) => number | undefined, string][] = [
    [() => undefined, 'vi'], // Release
    [() => undefined, 'vii'], // EnumFonts: every font is found through MapFont
    [
      (_self, weight = 400, _italic, charset = 0, pitch = 0, face = 0) =>
        handleFor(weight, charset, pitch, readCString(pdfium, face)),
      'iiiiiiii',
    ], // MapFont
    [() => 0, 'iii'], // GetFont: by name, for exact matches only
    [
      (_self, handle = 0, table = 0, buffer = 0, size = 0) => getFontData(handle, table, buffer, size),
      'iiiiii',
    ],
    [(_self, handle = 0, buffer = 0, size = 0) => getFaceName(handle, buffer, size), 'iiiii'],
    [(_self, handle = 0) => files[handle - 1]?.charset ?? 0, 'iii'], // GetFontCharset
    [() => undefined, 'vii'], // DeleteFont
  ];
  const struct = new Int32Array(1 + callbacks.length);
  struct[0] = 1; // version
  callbacks.forEach(([callback, signature], i) => {
    struct[i + 1] = pdfium.addFunction(callback, signature);
  });
  const pointer = pdfium.fn.malloc(struct.byteLength);
  heapBytes(pdfium).set(new Uint8Array(struct.buffer), pointer);
  pdfium.fn.FPDF_SetSystemFontInfo(pointer);
}

const { resolve } = createRequire(import.meta.url);

/** The packages export no paths to their fonts, so the file is found beside the package's entry. */
function readFont(path: string): Uint8Array {
  const [scope, name, file] = path.split('/') as [string, string, string];
  return readFileSync(join(dirname(resolve(`${scope}/${name}`)), '../fonts', file));
}
