/** What single code points mean for words: spaces, hyphens, ligatures, characters that print nothing. */

/** One code point of a text layer as it should read; empty for what has no place in text. */
export function readableText(codePoint: number): string {
  if (isInvisibleCharacter(codePoint)) return '';
  return ligatures.get(codePoint) ?? String.fromCodePoint(codePoint);
}

/** Latin and Armenian presentation forms; other compatibility characters are the author's choice. */
const ligatures = new Map<number, string>([
  [0xfb00, 'ff'],
  [0xfb01, 'fi'],
  [0xfb02, 'fl'],
  [0xfb03, 'ffi'],
  [0xfb04, 'ffl'],
  [0xfb05, 'st'],
  [0xfb06, 'st'],
  [0xfb13, '\u0574\u0576'],
  [0xfb14, '\u0574\u0565'],
  [0xfb15, '\u0574\u056b'],
  [0xfb16, '\u057e\u0576'],
  [0xfb17, '\u0574\u056d'],
]);

export const isSpace = (codePoint: number): boolean =>
  (codePoint >= 0x09 && codePoint <= 0x0d) ||
  codePoint === 0x20 ||
  codePoint === 0x85 ||
  codePoint === 0xa0 ||
  (codePoint >= 0x2000 && codePoint <= 0x200a) ||
  codePoint === 0x2028 ||
  codePoint === 0x2029 ||
  codePoint === 0x202f ||
  codePoint === 0x205f ||
  codePoint === 0x3000;

/** U+00AD shows only where a line breaks. */
export const softHyphen = 0xad;
/** What PDFium puts for a hyphen at the end of a line. */
export const pdfiumLineHyphen = 0x02;

export const isControl = (codePoint: number): boolean =>
  codePoint < 0x20 || (codePoint >= 0x7f && codePoint < 0xa0);

const isInvisibleCharacter = (codePoint: number): boolean =>
  isControl(codePoint) ||
  (codePoint >= 0x200b && codePoint <= 0x200f) ||
  (codePoint >= 0x202a && codePoint <= 0x202e) ||
  (codePoint >= 0x2060 && codePoint <= 0x206f) ||
  codePoint === 0xfeff;

/** A character that says nothing about what its glyph shows. */
export const isMeaningless = (codePoint: number): boolean =>
  codePoint === 0xfffd ||
  isControl(codePoint) ||
  (codePoint >= 0xe000 && codePoint <= 0xf8ff) ||
  codePoint >= 0xf0000 ||
  (codePoint & 0xfffe) === 0xfffe ||
  (codePoint >= 0xd800 && codePoint <= 0xdfff);

/** Scripts that are written without spaces between words: Han, kana, bopomofo, their punctuation and full-width forms. */
export const isSpaceless = (codePoint: number): boolean =>
  (codePoint >= 0x2e80 && codePoint <= 0x312f) ||
  (codePoint >= 0x31a0 && codePoint <= 0x9fff) ||
  (codePoint >= 0xf900 && codePoint <= 0xfaff) ||
  (codePoint >= 0xff00 && codePoint <= 0xffef) ||
  (codePoint >= 0x20000 && codePoint <= 0x3ffff);

/** Hebrew, Arabic and their neighbours: written from right to left. */
export const isRightToLeft = (codePoint: number): boolean =>
  (codePoint >= 0x590 && codePoint <= 0x8ff) ||
  (codePoint >= 0xfb1d && codePoint <= 0xfdff) ||
  (codePoint >= 0xfe70 && codePoint <= 0xfeff) ||
  (codePoint >= 0x10800 && codePoint <= 0x10fff) ||
  (codePoint >= 0x1e800 && codePoint <= 0x1efff);
