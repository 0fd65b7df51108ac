/** Text at its places as the operators of a PDF page, in signs of the glyphless font. */
import type { PlacedText } from '../export-page.ts';
import { advance, ascent, descent, unitsPerEm } from './glyphless-font.ts';

/** Codes of the font, given out as signs turn up: any sign of Unicode, also those beyond 16 bits. */
export interface SignCodes {
  /** Hexadecimal codes of a text. */
  encode(text: string): string;
  /** Sign by code - 1. */
  readonly signs: readonly string[];
}

const largestCode = 0xffff;

export function createSignCodes(): SignCodes {
  const codes = new Map<string, number>();
  const signs: string[] = [];
  const codeOf = (sign: string): number => {
    const known = codes.get(sign);
    if (known !== undefined) return known;
    // More different signs than Unicode's writing systems have in use: the rest is one sign.
    if (signs.length >= largestCode) return largestCode;
    signs.push(sign);
    codes.set(sign, signs.length);
    return signs.length;
  };
  return { signs, encode: (text) => Array.from(text, (sign) => hex(codeOf(sign))).join('') };
}

const hex = (code: number): string => code.toString(16).padStart(4, '0');

/** In entries of a hundred, the most that a block may have. */
const entriesPerBlock = 100;

/** What the codes mean, for whoever searches or copies. */
export function toUnicodeMap(signs: readonly string[]): string {
  const entries = signs.map(
    (sign, i) => `<${hex(i + 1)}> <${Buffer.from(sign, 'utf16le').swap16().toString('hex')}>`,
  );
  const blocks: string[] = [];
  for (let i = 0; i < entries.length; i += entriesPerBlock) {
    const block = entries.slice(i, i + entriesPerBlock);
    blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`);
  }
  return `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
${blocks.join('\n')}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
`;
}

/** Nothing to find in these, and PDF readers stumble over some of them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const unprintable = /[\u0000-\u001f\u007f-\u009f]|\p{Surrogate}/gu;

/**
 * One piece: as high as its box, stretched to its length, in text rendering mode 3.
 * @param scale points per pixel
 * @param pageHeight points
 */
export function placedOperators(
  { text, box: [x0, y0, x1, y1], angle }: PlacedText,
  codes: SignCodes,
  scale: number,
  pageHeight: number,
): string {
  const shown = text.replace(unprintable, '');
  const upright = angle === 0 || angle === 180;
  const [along, across] = upright ? [x1 - x0, y1 - y0] : [y1 - y0, x1 - x0];
  if (shown.trim() === '' || along <= 0 || across <= 0) return '';
  const size = (across * scale * unitsPerEm) / (ascent - descent);
  const count = Array.from(shown).length;
  const stretch = (100 * along * scale) / ((count * size * advance) / unitsPerEm);
  const below = -descent / (ascent - descent);
  const origin = baselineStart([x0, y0, x1, y1], angle, below);
  const [a, b, c, d] = directions[angle];
  const [x, y] = [origin[0] * scale, pageHeight - origin[1] * scale];
  return `/F ${figure(size)} Tf ${figure(stretch)} Tz ${a} ${b} ${c} ${d} ${figure(x)} ${figure(y)} Tm <${codes.encode(shown)}> Tj\n`;
}

/** Clockwise turns on the page, whose y runs upwards. */
const directions = { 0: [1, 0, 0, 1], 90: [0, -1, 1, 0], 180: [-1, 0, 0, -1], 270: [0, 1, -1, 0] } as const;

/** Page pixels, y downwards. @param below share of the height under the baseline */
function baselineStart(
  [x0, y0, x1, y1]: readonly [number, number, number, number],
  angle: PlacedText['angle'],
  below: number,
): readonly [number, number] {
  switch (angle) {
    case 0:
      return [x0, y1 - below * (y1 - y0)];
    case 90:
      return [x0 + below * (x1 - x0), y0];
    case 180:
      return [x1, y0 + below * (y1 - y0)];
    case 270:
      return [x1 - below * (x1 - x0), y1];
  }
}

/** Without exponents, which PDF does not know. */
const figure = (value: number): string => value.toFixed(3);
