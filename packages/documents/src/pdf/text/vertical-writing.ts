/**
 * Chinese, Japanese and Korean text set in columns. PDFium reports such glyphs as upright ones, each on a line of its own;
 * here they get the direction in which they are read.
 */
import type { CharStyle, PageChar, PageSpace } from './page-char.ts';

/** In units of the font size: how far a column may stray sideways, and how far down the next glyph may be. */
const sideways = 0.3;
const down = { min: 0.4, max: 2 };

/** Glyphs of one text object that stand below each other get angle 90, and the line ends between them go. */
export function turnVerticalWriting(chars: readonly (PageChar | PageSpace)[]): (PageChar | PageSpace)[] {
  const turned = new Map<CharStyle, CharStyle>();
  const result: (PageChar | PageSpace)[] = [];
  let last: PageChar | null = null;
  let lastAt = -1;
  for (const char of chars) {
    if (char.kind === 'glyph' && last && followsBelow(last, char)) {
      if (!turned.has(char.style)) turned.set(char.style, { ...char.style, angle: 90 });
      result.length = lastAt + 1;
    }
    result.push(char);
    if (char.kind === 'glyph') {
      last = char;
      lastAt = result.length - 1;
    }
  }
  if (turned.size === 0) return result;
  return result.map((char) =>
    char.kind === 'glyph' ? { ...char, style: turned.get(char.style) ?? char.style } : char,
  );
}

/** Styles are compared by identity: one text object cannot hold two lines of horizontal writing. */
function followsBelow(last: PageChar, next: PageChar): boolean {
  if (last.style !== next.style || last.style.angle !== 0) return false;
  const em = last.style.fontSize;
  const dx = Math.abs(next.originX - last.originX);
  const dy = next.originY - last.originY;
  return dx <= sideways * em && dy >= down.min * em && dy <= down.max * em;
}
