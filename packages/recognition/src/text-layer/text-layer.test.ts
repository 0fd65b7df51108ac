import type { TextWord } from '@recto/documents';
import { describe, expect, it } from 'vitest';
import { blankCrop } from '../prepare/crop.ts';
import { assignWords } from './assign-words.ts';
import { joinPrintedText, joinTwo, vocabularyOf } from './join-lines.ts';
import { pageWords, textLayerLimits } from './page-words.ts';
import { regionText } from './region-text.ts';
import { distrust } from './trust.ts';

/** A word at (x, baseline); letters half as wide as the font is high. */
const word = (text: string, x: number, baseline: number, changes: Partial<TextWord> = {}): TextWord => {
  const fontSize = changes.fontSize ?? 20;
  return {
    text,
    box: [x, baseline - 0.8 * fontSize, x + text.length * fontSize * 0.5, baseline + 0.2 * fontSize],
    baseline,
    fontSize,
    fontName: 'Times',
    bold: false,
    italic: false,
    angle: 0,
    invisible: false,
    unmapped: 0,
    spaceAfter: true,
    ...changes,
  };
};
/** A whole line of words. */
const line = (text: string, x: number, baseline: number): TextWord[] => {
  let at = x;
  return text.split(' ').map((t) => {
    const placed = word(t, at, baseline);
    at = placed.box[2] + 6;
    return placed;
  });
};
const none = new Set<string>();

describe('regionText', () => {
  it('joins printed lines and mends broken words', () => {
    const words = [...line('A docu-', 0, 20), ...line('ment is read', 0, 44), ...line('to its end.', 0, 68)];
    expect(regionText(words, 'text', none)).toBe('A document is read to its end.');
  });

  it('reads lines in order, whatever the order of the content stream', () => {
    const words = [...line('second line', 0, 44), ...line('first line', 0, 20)].reverse();
    expect(regionText(words, 'text', none)).toBe('first line second line');
  });

  it('breaks at an indented line after the end of a sentence, at list items and at wide gaps', () => {
    const indentedLine = [
      ...line('one ends here now.', 0, 20),
      ...line('Two begins', 30, 44),
      ...line('and goes on here', 0, 68),
    ];
    expect(regionText(indentedLine, 'text', none)).toBe('one ends here now.\nTwo begins and goes on here');
    expect(regionText([...line('• one', 0, 20), ...line('• two', 0, 44)], 'text', none)).toBe('• one\n• two');
    const gap = [...line('aaa bbb', 0, 20), ...line('ccc ddd', 0, 44), ...line('eee fff', 0, 110)];
    expect(regionText(gap, 'text', none)).toBe('aaa bbb ccc ddd\neee fff');
    expect(regionText(gap, 'doc_title', none)).toBe('aaa bbb ccc ddd eee fff');
  });

  it('keeps superscripts and subscripts told apart', () => {
    const words = [
      word('E=mc', 0, 100, { spaceAfter: false }),
      word('2', 41, 92, { fontSize: 12 }),
      word('and', 60, 100),
      word('CO', 100, 100, { spaceAfter: false }),
      word('2', 121, 104, { fontSize: 12 }),
      word('note', 150, 100, { spaceAfter: false }),
      word('1,2', 191, 92, { fontSize: 12 }),
    ];
    expect(regionText(words, 'text', none)).toBe('E=mc² and CO₂ note¹,²');
    const affiliations = [word('Kumasi', 0, 100), word('2', 70, 92, { fontSize: 12 }), word('Lund', 78, 100)];
    expect(regionText(affiliations, 'text', none)).toBe('Kumasi ² Lund');
  });

  it('sets letters of an index apart: LFSR with the index s is not the word LFSRs', () => {
    const words = [
      word('LFSR', 0, 100, { spaceAfter: false }),
      word('s', 40, 104, { fontSize: 12, spaceAfter: false }),
      word(',', 47, 100),
      word('the', 60, 100),
    ];
    expect(regionText(words, 'text', none)).toBe('LFSR s, the');
  });

  it('reads a figure as high as two lines before both of them', () => {
    const words = [
      word('20', 0, 37, { fontSize: 40 }),
      ...line('SA Army observes', 60, 22),
      ...line('the 96th anniversary of', 60, 44),
    ];
    expect(regionText(words, 'text', none)).toBe('20 SA Army observes the 96th anniversary of');
  });

  it('keeps lines and indentation of algorithms', () => {
    expect(regionText([...line('for i', 0, 20), ...line('print', 20, 44)], 'algorithm', none)).toBe(
      'for i\n  print',
    );
  });

  it('is not carried away by letters without a size', () => {
    const tiny = [word('a', 0, 20), word('b', 3000, 60, { fontSize: 0 })];
    expect(regionText(tiny, 'algorithm', none)).toBe(`a\n${' '.repeat(80)}b`);
  });

  it('sets Chinese without spaces, Latin inside it with', () => {
    const words = [
      word('文档', 0, 20, { spaceAfter: false }),
      word('解析', 21, 20, { spaceAfter: false }),
      ...line('PDF', 60, 20),
      word('服务', 0, 44),
    ];
    expect(regionText(words, 'text', none)).toBe('文档解析 PDF 服务');
  });

  it('reads turned text', () => {
    const up = (text: string, y0: number, y1: number): TextWord => ({
      ...word(text, 0, 0),
      angle: 270,
      box: [100, y0, 120, y1],
      baseline: 116,
    });
    expect(regionText([up('world', 100, 150), up('hello', 160, 210)], 'text', none)).toBe('hello world');
  });
});

describe('joinTwo', () => {
  it.each([
    ['inter-', 'national law', [], 'international law'],
    ['well-', 'known', [], 'well-known'],
    ['co-', 'operation', ['co-operation'], 'co-operation'],
    ['self-', 'ish', ['selfish'], 'selfish'],
    ['COVID-', '19', [], 'COVID-19'],
    ['the Franco-', 'German', [], 'the Franco-German'],
    ['soft\u00ad', 'ware', [], 'software'],
    ['1990 -', 'now', [], '1990 - now'],
    ['中文', '文字', [], '中文文字'],
  ])('%j + %j', (before, after, vocabulary, joined) => {
    expect(joinTwo(before, after, new Set(vocabulary))).toBe(joined);
  });

  it('learns its words from the page', () => {
    expect(vocabularyOf(['A Co-operative, self-made.'])).toEqual(new Set(['co-operative', 'self-made']));
  });
});

describe('joinPrintedText', () => {
  it('makes paragraphs of what an engine reads line by line', () => {
    expect(joinPrintedText('A docu-\nment.\n\nNext\npart\n1. item\n', 'paragraphs')).toBe(
      'A document.\nNext part\n1. item',
    );
    expect(joinPrintedText('A ti-\ntle\n\nin two', 'one')).toBe('A title in two');
  });
});

describe('distrust', () => {
  const page = blankCrop(400, 100);
  const words = line('plain text here', 20, 50);
  for (const { box } of words) {
    for (let y = Math.round(box[1]) + 2; y < box[3] - 2; y += 1)
      page.data.fill(0, (y * 400 + Math.round(box[0]) + 1) * 3, (y * 400 + Math.round(box[2]) - 1) * 3);
  }
  const region = [0, 0, 400, 100] as const;

  it('believes words that cover the ink', () => {
    expect(distrust(words, page, region)).toBeNull();
  });

  it.each([
    ['no_words', []],
    ['unmapped', words.map((w) => ({ ...w, unmapped: 1 }))],
    ['implausible', words.map((w) => ({ ...w, text: '\u0083¬\u0091a' }))],
    ['invisible', words.map((w) => ({ ...w, invisible: true }))],
    ['inkless', words.map((w) => ({ ...w, box: [w.box[0], 80, w.box[2], 95] as const }))],
    ['uncovered_ink', words.slice(0, 1)],
  ] as const)('%s', (reason, lying) => {
    expect(distrust(lying, page, region)).toBe(reason);
  });

  it('reads white on black as well', () => {
    const negative = { ...page, data: page.data.map((v) => 255 - v) };
    expect(distrust(words, negative, region)).toBeNull();
  });
});

describe('assignWords', () => {
  it('gives each word to the smallest region around it, and doubles once', () => {
    const [a, b] = [word('in', 10, 30), word('out', 200, 30)];
    const layer = { words: [a, b, { ...a, box: [10.5, 14, 30.5, 34] as const }], images: [] };
    expect(
      assignWords(layer, [
        [0, 0, 400, 100],
        [0, 0, 100, 50],
      ]).map((w) => w.map((x) => x.text)),
    ).toEqual([['out'], ['in']]);
  });
});

describe('pageWords', () => {
  const raster = { width: 100, height: 50, data: new Uint8Array(new SharedArrayBuffer(15_000)).fill(255) };
  const region = {
    classId: 22,
    label: 'text',
    score: 1,
    box: [0, 0, 100, 50],
    order: null,
    polygon: null,
  } as const;
  const wordsOf = async (words: TextWord[], signal = new AbortController().signal) => {
    const page = { index: 0, raster, textLayer: { words, images: [] } };
    return (await pageWords(page, [region], 'always', signal)).wordsOf(region);
  };

  it('leaves layers alone that no page of text has', async () => {
    const usual = word('a', 10, 30);
    expect(await wordsOf([usual])).toEqual([usual]);
    expect(await wordsOf([word('a'.repeat(textLayerLimits.charactersPerWord + 1), 0, 30)])).toBeNull();
    expect(await wordsOf(Array(textLayerLimits.words + 1).fill(usual))).toBeNull();
  });

  it('stops when it is told to', async () => {
    await expect(wordsOf([], AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  });
});
