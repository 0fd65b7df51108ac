import { describe, expect, it } from 'vitest';
import type { CharStyle, PageChar, PageSpace } from './page-char.ts';
import { turnVerticalWriting } from './vertical-writing.ts';
import { buildWords } from './words.ts';

const page = { width: 1000, height: 1000 };
const style: CharStyle = {
  fontSize: 20,
  fontName: 'Test',
  bold: false,
  italic: false,
  angle: 0,
  invisible: false,
};
const space: PageSpace = { kind: 'space', lineEnd: false };
const lineEnd: PageSpace = { kind: 'space', lineEnd: true };

/** Glyphs ten pixels wide, side by side from `x`, on the baseline `y`. */
function glyphs(text: string, x: number, y: number, own: CharStyle = style): PageChar[] {
  return [...text].map((char, i) => glyph(char, x + i * 10, y, own));
}

const glyph = (char: string, x: number, y: number, own: CharStyle = style): PageChar => ({
  kind: 'glyph',
  codePoint: char.codePointAt(0) ?? 0,
  text: char,
  box: [x, y - 15, x + 10, y + 5],
  originX: x,
  originY: y,
  style: own,
  unmapped: false,
});

const summary = (chars: readonly (PageChar | PageSpace)[]) =>
  buildWords(chars, page).map((word) => word.text + (word.spaceAfter ? '_' : ''));

describe('buildWords', () => {
  it('ends words at white space, gaps, lines and angles', () => {
    expect(summary([...glyphs('one', 0, 100), space, ...glyphs('two', 40, 100)])).toEqual(['one_', 'two_']);
    expect(summary([...glyphs('one', 0, 100), ...glyphs('two', 37, 100)])).toEqual(['one_', 'two_']);
    expect(summary([...glyphs('one', 0, 100), ...glyphs('two', 33, 100)])).toEqual(['onetwo_']);
    expect(summary([...glyphs('one', 500, 100), ...glyphs('two', 0, 124)])).toEqual(['one_', 'two_']);
    expect(summary([...glyphs('one', 500, 100), ...glyphs('two', 0, 100)])).toEqual(['one_', 'two_']);
    const turned = glyphs('b', 10, 100, { ...style, angle: 90 });
    expect(summary([...glyphs('a', 0, 100), ...turned])).toEqual(['a_', 'b_']);
  });

  it('makes a superscript a word of its own without space before it', () => {
    const small = { ...style, fontSize: 12 };
    const words = buildWords([...glyphs('mc', 0, 100), ...glyphs('2', 20, 92, small)], page);
    expect(words).toMatchObject([
      { text: 'mc', baseline: 100, fontSize: 20, spaceAfter: false },
      { text: '2', baseline: 92, fontSize: 12, spaceAfter: true },
    ]);
  });

  it('splits where weight changes but not where only the font object does', () => {
    const bold = { ...style, bold: true };
    expect(summary([...glyphs('ab', 0, 100), ...glyphs('cd', 20, 100, bold)])).toEqual(['ab', 'cd_']);
    expect(summary([...glyphs('ab', 0, 100), ...glyphs('cd', 20, 100, { ...style })])).toEqual(['abcd_']);
  });

  it('keeps a justified Chinese line together, but not its columns', () => {
    expect(summary([...glyphs('中', 0, 100), space, ...glyphs('文', 18, 100)])).toEqual(['中文_']);
    expect(summary([...glyphs('中', 0, 100), ...glyphs('文', 60, 100)])).toEqual(['中_', '文_']);
    expect(summary([...glyphs('中', 0, 100), lineEnd, ...glyphs('文', 10, 100)])).toEqual(['中_', '文_']);
  });

  it('joins letters that run from right to left', () => {
    const arabic = [...'سلام'].map((char, i) => glyph(char, 100 - i * 10, 100));
    expect(summary(arabic)).toEqual(['سلام_']);
  });

  it('drops words off the page and clips those on its edge', () => {
    const chars = [...glyphs('out', 1200, 100), lineEnd, ...glyphs('edge', 980, 200)];
    expect(buildWords(chars, page).map((word) => [word.text, word.box])).toEqual([
      ['edge', [980, 185, 1000, 205]],
    ]);
  });

  it('counts what has no meaning', () => {
    const chars = glyphs('abc', 0, 100).map((char, i) => ({ ...char, unmapped: i > 0 }));
    expect(buildWords(chars, page)[0]?.unmapped).toBe(2);
  });
});

describe('turnVerticalWriting', () => {
  it('turns glyphs of one text object that stand below each other', () => {
    const column = [glyph('竖', 500, 100), lineEnd, glyph('排', 500, 120), lineEnd, glyph('字', 500, 140)];
    expect(buildWords(turnVerticalWriting(column), page)).toMatchObject([
      { text: '竖排字', angle: 90, box: [500, 85, 510, 145] },
    ]);
  });

  it('leaves lines of horizontal text alone', () => {
    const lines = [glyph('甲', 500, 100), lineEnd, glyph('乙', 500, 120, { ...style })];
    expect(turnVerticalWriting(lines)).toEqual(lines);
  });
});
