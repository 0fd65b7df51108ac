import { describe, expect, it } from 'vitest';
import { lineText, readingText } from './reading-text.ts';
import type { OcrLine } from './tsv.ts';

/** A line of words 10 px high at (x, y), ten px a letter, a word space of five. */
function line(text: string, y: number, { x = 0, block = 1, gap = 5 } = {}): OcrLine {
  let at = x;
  const words = text.split(' ').map((word) => {
    const from = at;
    at += word.length * 10 + gap;
    return { text: word, box: [from, y, at - gap, y + 10] as const, confidence: 1 };
  });
  return { words, box: [x, y, at - gap, y + 10], block };
}

describe('readingText', () => {
  it('keeps lines and their hyphens as printed', () => {
    expect(readingText([line('one hyphen-', 0), line('ated word', 14)])).toBe('one hyphen-\nated word');
  });

  it('parts paragraphs by a wider pitch, a new block and an indented first line', () => {
    const lines = [line('a b', 0), line('c d', 14), line('e f', 28), line('wide pitch', 56)];
    expect(readingText(lines)).toBe('a b\nc d\ne f\n\nwide pitch');
    expect(readingText([line('left', 0), line('right', 0, { block: 2 })])).toBe('left\n\nright');
    const indented = [
      line('end.', 0),
      line('Indented', 14, { x: 20 }),
      line('goes on', 28),
      line('here', 42),
    ];
    expect(readingText(indented)).toBe('end.\n\nIndented\ngoes on\nhere');
  });

  it('does not take a centred block for paragraphs', () => {
    const lines = [line('a long line here', 0), line('shorter', 14, { x: 40 }), line('tiny', 28, { x: 60 })];
    expect(readingText(lines)).toBe('a long line here\nshorter\ntiny');
  });
});

describe('lineText', () => {
  it('joins Han characters, and leaves spaces around Latin words that have them', () => {
    expect(lineText(line('文档 解析', 0).words)).toBe('文档解析');
    expect(lineText(line('使用 PDF 文件', 0).words)).toBe('使用 PDF 文件');
    expect(lineText(line('使用 PDF 文件', 0, { gap: 2 }).words)).toBe('使用PDF文件');
    expect(lineText(line('姓名 张三', 0, { gap: 30 }).words)).toBe('姓名 张三');
  });
});
