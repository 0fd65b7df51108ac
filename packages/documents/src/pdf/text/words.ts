/**
 * Characters to words. A word ends at white space, at a gap, at the end of a line, and wherever size, baseline, weight or
 * visibility change, so that each word is one thing: a superscript or a bold half of a word is a word of its own, without space before it.
 */
import { type Box, boundingBox, clipBox } from '@recto/geometry';
import type { PageSize, TextWord } from '../../page.ts';
import { isRightToLeft, isSpaceless } from './characters.ts';
import type { CharStyle, PageChar, PageSpace } from './page-char.ts';

/** All lengths in units of the font size. */
const limits = {
  /** A gap this wide is a space even when neither the PDF nor PDFium says so. */
  gap: 0.3,
  /** Scripts without spaces are set with gaps when a line is justified. */
  spacelessGap: 0.8,
  /** Moving back by more than this starts a new line. */
  back: 0.5,
  /** Moving up or down by more than this starts a new line; by more than `shift`, a super- or subscript. */
  newLine: 0.9,
  shift: 0.12,
  /** Ratio of sizes from which two characters are not one word. */
  size: 1.15,
} as const;

/** Words of a page that lie on it at least in part, in the order of `chars`. */
export function buildWords(chars: readonly (PageChar | PageSpace)[], page: PageSize): TextWord[] {
  const words: TextWord[] = [];
  let glyphs: PageChar[] = [];
  let space: PageSpace | null = null as PageSpace | null;

  const finish = (spaceAfter: boolean) => {
    const word = glyphs.length > 0 ? wordOf(glyphs, spaceAfter, page) : null;
    if (word) words.push(word);
    glyphs = [];
  };

  for (const char of chars) {
    if (char.kind === 'space') {
      space = space?.lineEnd ? space : char;
      continue;
    }
    const last = glyphs.at(-1);
    if (last) {
      const joint = jointOf(last, char, space);
      if (joint !== 'same-word') finish(joint === 'space');
    }
    glyphs.push(char);
    space = null;
  }
  finish(true);
  return words;
}

type Joint = 'same-word' | 'no-space' | 'space';

function jointOf(last: PageChar, next: PageChar, space: PageSpace | null): Joint {
  if (space?.lineEnd || last.style.angle !== next.style.angle) return 'space';
  const em = Math.max(last.style.fontSize, next.style.fontSize, 1);
  const { gap, rise } = distance(last, next);
  if (Math.abs(rise) > limits.newLine * em || gap < -limits.back * em - advance(last)) return 'space';
  const spaceless = isSpaceless(last.codePoint) && isSpaceless(next.codePoint);
  if (spaceless ? gap > limits.spacelessGap * em : space !== null || gap > limits.gap * em) return 'space';
  return sameWord(last.style, next.style) && Math.abs(rise) <= limits.shift * em ? 'same-word' : 'no-space';
}

function sameWord(a: CharStyle, b: CharStyle): boolean {
  if (a === b) return true;
  if (a.bold !== b.bold || a.italic !== b.italic || a.invisible !== b.invisible) return false;
  return Math.max(a.fontSize, b.fontSize) <= limits.size * Math.min(a.fontSize, b.fontSize);
}

/** Pixels between the end of one glyph and the start of the next along the line, and of their baselines across it. */
function distance(last: PageChar, next: PageChar): { gap: number; rise: number } {
  const [lastStart, lastEnd] = extent(last);
  const [nextStart, nextEnd] = extent(next);
  const backwards = isRightToLeft(last.codePoint) && isRightToLeft(next.codePoint);
  return {
    gap: backwards ? lastStart - nextEnd : nextStart - lastEnd,
    rise: baselineOf(next) - baselineOf(last),
  };
}

const advance = (char: PageChar): number => {
  const [start, end] = extent(char);
  return end - start;
};

/** Start and end along the writing direction, growing as one reads. */
function extent({ box, style }: PageChar): [start: number, end: number] {
  switch (style.angle) {
    case 90:
      return [box[1], box[3]];
    case 180:
      return [-box[2], -box[0]];
    case 270:
      return [-box[3], -box[1]];
    default:
      return [box[0], box[2]];
  }
}

const baselineOf = (char: PageChar): number => (char.style.angle % 180 === 0 ? char.originY : char.originX);

function wordOf(glyphs: readonly PageChar[], spaceAfter: boolean, page: PageSize): TextWord | null {
  const first = glyphs[0] as PageChar;
  const box = clipBox(boundingBox(glyphs.map((glyph) => glyph.box)), page.width, page.height);
  if (isEmpty(box)) return null;
  return {
    text: glyphs.map((glyph) => glyph.text).join(''),
    box,
    baseline: baselineOf(first),
    ...first.style,
    unmapped: glyphs.filter((glyph) => glyph.unmapped).length,
    spaceAfter,
  };
}

const isEmpty = (box: Box): boolean => box[2] <= box[0] || box[3] <= box[1];
