import type { TextWord } from '@recto/documents';
import type { Box } from '@recto/geometry';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { block, style } from '../export-page.fixture.ts';
import type { InkSource } from './ink.ts';
import { inkLines, leant } from './ink-lines.ts';
import { placedTexts } from './placed-texts.ts';
import { pageSlope } from './skew.ts';
import { spreadText } from './spread-text.ts';

/** Black bars on white, sinking by `slope` from the left edge on. */
function barred(width: number, height: number, bars: readonly Box[], slope = 0): InkSource {
  const data = new Uint8Array(3 * width * height).fill(255);
  for (const [x0, y0, x1, y1] of bars) {
    for (let x = x0; x < x1; x += 1) {
      const sinks = Math.round(slope * x);
      for (let y = y0 + sinks; y < y1 + sinks; y += 1)
        data.fill(0, 3 * (y * width + x), 3 * (y * width + x) + 3);
    }
  }
  return { width, height, data };
}
const bars = Array.from({ length: 8 }, (_, i): Box => [40, 60 + 40 * i, 560, 78 + 40 * i]);

describe('inkLines', () => {
  it('finds each line as wide as its ink, dots with their letters, dust with nobody', () => {
    const raster = barred(600, 400, [
      [50, 20, 300, 40],
      [60, 47, 64, 50],
      [50, 52, 200, 70],
      [400, 90, 403, 93],
    ]);
    expect(inkLines(raster, [40, 10, 500, 100], 0)).toEqual([
      [50, 20, 300, 40],
      [50, 47, 200, 70],
    ]);
    expect(inkLines(barred(600, 400, []), [40, 10, 500, 100], 0)).toEqual([]);
  });

  it('follows lines that lean', () => {
    const raster = barred(600, 500, bars, 0.05);
    const box: Box = [30, 50, 570, 440];
    expect(inkLines(raster, box, 0).length).toBeLessThan(8);
    const lines = inkLines(raster, box, 0.05);
    expect(lines).toHaveLength(8);
    const [, top] = leant([540, (lines[0] as Box)[1], 560, 0], box, 0.05);
    expect(Math.abs(top - (60 + 0.05 * 550))).toBeLessThan(2);
  });
});

describe('pageSlope', () => {
  it.each([0, 0.03, -0.045])('tells %d', (slope) => {
    expect(Math.abs(pageSlope(barred(600, 500, bars, slope)) - slope)).toBeLessThan(0.004);
  });
});

describe('spreadText', () => {
  it('sets line by line where text and print have as many', () => {
    const lines: Box[] = [
      [0, 0, 70, 10],
      [0, 20, 50, 30],
    ];
    expect(spreadText('one two\nthree', lines)).toEqual([
      { text: 'one', box: [0, 0, 30, 10], angle: 0 },
      { text: 'two', box: [40, 0, 70, 10], angle: 0 },
      { text: 'three', box: [0, 20, 50, 30], angle: 0 },
    ]);
  });

  it('breaks scripts without spaces anywhere', () => {
    const lines: Box[] = [
      [0, 0, 100, 10],
      [0, 20, 100, 30],
    ];
    expect(spreadText('一二三四', lines).map(({ text }) => text)).toEqual(['一二', '三四']);
  });

  it('keeps every word, in order, within its line', () => {
    const words = fc.array(fc.constantFrom('a', 'word', 'longer-word', '中文', 'mixed中文'), {
      maxLength: 20,
    });
    const count = fc.integer({ min: 1, max: 5 });
    fc.assert(
      fc.property(words, count, (parts, n) => {
        const lines = Array.from({ length: n }, (_, i): Box => [10 * i, 20 * i, 200 - 10 * i, 20 * i + 12]);
        const placed = spreadText(parts.join(' '), lines);
        expect(placed.map(({ text }) => text).join('')).toBe(parts.join(''));
        for (const { box } of placed) {
          const line = lines.find(([, y0]) => y0 === box[1]) as Box;
          expect(box[0]).toBeGreaterThanOrEqual(line[0] - 0.001);
          expect(box[2]).toBeLessThanOrEqual(line[2] + 0.001);
        }
      }),
    );
  });
});

describe('placedTexts', () => {
  const word = (text: string, box: Box, over: Partial<TextWord> = {}): TextWord => ({
    text,
    box,
    baseline: box[3],
    fontSize: 10,
    fontName: 'F',
    bold: false,
    italic: false,
    angle: 0,
    invisible: false,
    unmapped: 0,
    spaceAfter: true,
    ...over,
  });
  const raster = barred(600, 500, bars);

  it('takes the PDF’s words where their text was taken, each once', () => {
    const words = [
      word('in', [100, 400, 120, 410]),
      word('hidden', [130, 400, 160, 410], { invisible: true }),
    ];
    const own = { ...block('text', 'ignored'), fromTextLayer: true };
    expect(placedTexts({ raster, words, blocks: [own], style })).toEqual([
      { text: 'in', box: [100, 400, 120, 410], angle: 0 },
    ]);
    const twice = placedTexts({ raster, words, blocks: [own, { ...own, content: 'x' }], style });
    expect(twice.map(({ text }) => text)).toEqual(['in', 'x']);
  });

  it('takes words in pictures as well, but not those that were read otherwise', () => {
    const words = [
      word('body', [100, 400, 120, 410]),
      word('axis', [300, 300, 320, 310]),
      word('x', [500, 100, 510, 110]),
    ];
    const blocks = [
      { ...block('text', 'body', [90, 390, 200, 420]), fromTextLayer: true },
      { ...block('chart', '', [250, 250, 400, 350]), fromTextLayer: false },
      { ...block('display_formula', 'y', [490, 90, 520, 120]), fromTextLayer: false },
    ];
    const texts = placedTexts({ raster, words, blocks, style }).map(({ text }) => text);
    expect(texts).toEqual(['body', 'y', 'axis']);
    const unbelieved = blocks.map((each) => ({ ...each, fromTextLayer: false }));
    expect(placedTexts({ raster, words, blocks: unbelieved, style }).map(({ text }) => text)).toEqual([
      'body',
      'y',
    ]);
  });

  it('sets a table that was read where the PDF’s words stand, if they are believed', () => {
    const words = [word('cell', [20, 400, 60, 410])];
    const table = {
      ...block('table', '<table><tr><td>cell</td></tr></table>', [0, 380, 200, 480]),
      fromTextLayer: false,
    };
    const text = { ...block('text', 'x', [0, 0, 9, 9]), fromTextLayer: true };
    const boxOf = (...blocks: (typeof table)[]) =>
      placedTexts({ raster, words, blocks, style }).find((piece) => piece.text === 'cell')?.box;
    expect(boxOf(text, table)).toEqual([20, 400, 60, 410]);
    expect(boxOf(table)).toEqual([0, 380, 200, 480]);
  });

  it('spreads cells over their grid, and says each label once', () => {
    const html = '<table><tr><td>a</td><td>b</td></tr><tr><td colspan="2">c</td></tr></table>';
    const table = { ...block('table', html, [0, 380, 200, 480]), fromTextLayer: false };
    expect(placedTexts({ raster, words: [], blocks: [table], style })).toEqual([
      { text: 'a', box: [0, 380, 100, 430], angle: 0 },
      { text: 'b', box: [100, 380, 200, 430], angle: 0 },
      { text: 'c', box: [0, 430, 200, 480], angle: 0 },
    ]);
  });

  it('sets a cell’s text where its ink is', () => {
    const inked = barred(600, 500, [[30, 20, 60, 32]]);
    const table = {
      ...block('table', '<table><tr><td>a</td><td>b</td></tr></table>', [0, 0, 200, 50]),
      fromTextLayer: false,
    };
    expect(placedTexts({ raster: inked, words: [], blocks: [table], style })).toEqual([
      { text: 'a', box: [30, 20, 60, 32], angle: 0 },
      { text: 'b', box: [100, 0, 200, 50], angle: 0 },
    ]);
  });

  it('turns vertical text, and reads text of pictures and seals', () => {
    const of = (label: string) => ({ ...block(label, 'said', [0, 0, 20, 100]), fromTextLayer: false });
    const placed = placedTexts({
      raster,
      words: [],
      blocks: ['vertical_text', 'image', 'seal'].map(of),
      style,
    });
    expect(placed.map(({ text, angle }) => [text, angle])).toEqual([
      ['said', 90],
      ['said', 0],
      ['said', 0],
    ]);
  });
});
