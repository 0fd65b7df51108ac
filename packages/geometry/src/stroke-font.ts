/**
 * Letters as polylines, for pictures that are drawn on machines without any font (a bare server, a slim image).
 * Lower-case letters, digits and a few signs on a grid 4 wide and 8 high: y 2 is the x-height, 6 the baseline, 8 the descender.
 */

/** Strokes of a glyph, each a run of `xy` digit pairs. */
const glyphs: Readonly<Record<string, string>> = {
  a: '03 12 32 43 46 36 34 43,44 14 05 16 36 45',
  b: '00 06,03 12 32 43 45 36 16 05',
  c: '43 32 12 03 05 16 36 45',
  d: '40 46,43 32 12 03 05 16 36 45',
  e: '04 44 43 32 12 03 05 16 36 45',
  f: '30 20 11 16,02 32',
  g: '42 47 38 18 07,43 32 12 03 05 16 36 45',
  h: '00 06,03 12 32 43 46',
  i: '22 26,20 20',
  j: '32 37 28 08,30 30',
  k: '00 06,42 04 46',
  l: '20 26',
  m: '02 06,03 12 23 26,23 32 43 46',
  n: '02 06,03 12 32 43 46',
  o: '12 32 43 45 36 16 05 03 12',
  p: '02 08,03 12 32 43 45 36 16 05',
  q: '42 48,43 32 12 03 05 16 36 45',
  r: '02 06,04 12 32',
  s: '43 32 12 03 14 34 45 36 16 05',
  t: '10 15 26 36,02 32',
  u: '02 05 16 36 45,42 46',
  v: '02 26 42',
  w: '02 16 23 36 42',
  x: '02 46,42 06',
  y: '02 26,42 18',
  z: '02 42 06 46',
  F: '00 06,00 40,03 33',
  '0': '10 30 41 45 36 16 05 01 10',
  '1': '11 20 26,16 36',
  '2': '01 10 30 41 42 06 46',
  '3': '01 10 30 41 42 33 13,33 44 45 36 16 05',
  '4': '36 30 04 44',
  '5': '40 00 03 33 44 45 36 16 05',
  '6': '41 30 10 01 05 16 36 45 44 33 13 04',
  '7': '00 40 16',
  '8': '10 30 41 42 33 13 02 01 10,13 04 05 16 36 45 44 33',
  '9': '42 33 13 02 01 10 30 41 45 36 16 05',
  '.': '26 26',
  _: '07 47',
  '-': '04 44',
  '[': '30 10 16 36',
  ']': '10 30 36 16',
  ' ': '',
};

const advance = 5.5;
/** Top of ascenders to the foot of descenders, in the font's units. */
export const strokeFontHeight = 8;

/** Width of a text in the font's units. */
export const strokeTextWidth = (text: string): number => Math.max(0, [...text].length * advance - 1.5);

/**
 * An SVG path for a text whose top left corner is at (x, y), `height` px high; stroke it, do not fill it.
 * Signs that the font lacks are left blank.
 */
export function strokeTextPath(text: string, x: number, y: number, height: number): string {
  const unit = height / strokeFontHeight;
  const at = (pair: string, i: number) =>
    `${(x + (i * advance + Number(pair[0])) * unit).toFixed(2)} ${(y + Number(pair[1]) * unit).toFixed(2)}`;
  return [...text]
    .flatMap((sign, i) =>
      (glyphs[sign] ?? '')
        .split(',')
        .filter((stroke) => stroke !== '')
        .map(
          (stroke) =>
            `M${stroke
              .split(' ')
              .map((pair) => at(pair, i))
              .join('L')}`,
        ),
    )
    .join('');
}
