import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { legitimateTexts } from '../test-support/legitimate-texts.ts';
import { tokensOf } from '../test-support/tokens.ts';
import { type Loop, RepetitionDetector } from './repetition-detector.ts';

interface Trip {
  readonly loop: Loop;
  /** Tokens read until then. */
  readonly tokens: number;
}

function read(tokens: readonly string[], rows = 0): Trip | null {
  const detector = new RepetitionDetector({ rows });
  for (const [index, token] of tokens.entries()) {
    const loop = detector.push(token);
    if (loop !== null) return { loop, tokens: index + 1 };
  }
  return null;
}

/** An answer of 16k tokens that says `intro`, then nothing but `unit`. */
function loopOf(intro: string, unit: string): { tokens: string[]; thirdEnds: number } {
  const first = tokensOf(intro);
  const copy = tokensOf(unit);
  const copies = Math.ceil(16_384 / copy.length);
  const tokens = [...first, ...Array.from({ length: copies }, () => copy).flat()];
  return { tokens, thirdEnds: first.length + 3 * copy.length };
}

const paragraph =
  'The parties agree that the contractor shall deliver the goods described in Annex II within thirty days of the order, ' +
  'at the place named there, and that the risk passes to the buyer upon delivery. ';

const loops: Record<string, [intro: string, unit: string]> = {
  'the vector ab (pipeline.md 5.1)': ['', 'ab'],
  'the vector of the cat (pipeline.md 5.1)': ['Intro: ', 'the cat sat. '],
  'the vector of lines (pipeline.md 5.1)': ['', 'same\n'],
  'a phrase': ['Chapter 3. In the year 1907 ', 'and so on and '],
  'one character': ['Total: ', '0'],
  'repeated digits (PaddleOCR #17903)': ['No. 13', '888000'],
  'Chinese text': ['本合同由双方签订。', '甲方应当按时付款，'],
  'a paragraph': ['Preamble.\n', paragraph],
  'a header block (DeepSeek-OCR-2 #28)': [
    '',
    'ACME Ltd.\n12 High Street\nLondon\nVAT 123 456\nStatement of account\n\n',
  ],
  'a block of 400 tokens': ['x', Array.from({ length: 200 }, (_, i) => `w${(i * i) % 997} `).join('')],
  'a birthday (ollama #16892)': ['Hello.\n', 'Happy birthday to you!🎂\n'],
  'broken HTML (mlx-vlm #1021)': [
    '<table>',
    '<tr class="substance"><strong>CAS No.</h4></br><!-- Anisidine --tr>',
  ],
  'a table cell': ['<fcel>Item<fcel>Sum<nl><fcel>Rent', '<fcel>0'],
  'empty cells without a row end (PaddleOCR #17737)': ['<fcel>a<fcel>b<nl>', '<ecel>'],
  'two rows of a table': [
    '<fcel>a<fcel>b<nl>',
    '<fcel>Benzofuran<fcel>271-89-6<nl><fcel>Benzoyl<fcel>98-88-4<nl>',
  ],
  'an HTML row': ['<table>', '<tr><td>Auramine</td><td>492-80-8</td></tr>'],
  coordinates: ['Title', '<|LOC_12|><|LOC_30|><|LOC_99|>'],
  LaTeX: ['\\begin{array}{cc} ', '\\frac{a}{b} + '],
};

describe('loops of 16k tokens', () => {
  it.each(Object.entries(loops))('%s stops within 200 tokens of the third repetition', (_, [intro, unit]) => {
    const { tokens, thirdEnds } = loopOf(intro, unit);
    const trip = read(tokens);
    expect(trip?.loop.kind).toBe('tail');
    expect(trip?.tokens).toBeGreaterThan(thirdEnds);
    expect(trip?.tokens).toBeLessThanOrEqual(thirdEnds + 200);
  });

  it('keeps what was said before the loop and one copy', () => {
    const text = (intro: string, unit: string) => {
      const { tokens } = loopOf(intro, unit);
      return tokens.join('').slice(0, read(tokens)?.loop.keep);
    };
    expect(text('Intro: ', 'the cat sat. ')).toBe('Intro: the cat sat.');
    expect(text('<fcel>a<nl>', '<fcel>x<fcel>y<nl>')).toBe('<fcel>a<nl><fcel>x<fcel>y');
  });

  it('stops equal rows as soon as the crop has no room for more', () => {
    const { tokens, thirdEnds } = loopOf('<fcel>a<fcel>b<nl>', '<fcel>0<fcel>0<nl>');
    expect(read(tokens, 0)?.tokens).toBeLessThanOrEqual(thirdEnds + 200);
    const tall = read(tokens, 45)?.tokens ?? Number.POSITIVE_INFINITY;
    expect(tall).toBeGreaterThan(3 + 45 * 5);
    expect(tall).toBeLessThan(3 + 52 * 5);
  });

  it('stops empty rows, leaders and rules, later', () => {
    for (const unit of [
      '<ecel><ecel><ecel><nl>',
      '<tr><td></td><td></td></tr>',
      '|  |  |\n',
      '.',
      '_ ',
      ' ',
      '\n',
      '&nbsp;',
    ])
      expect(read(loopOf('Form', unit).tokens)?.tokens, unit).toBeLessThan(1_500);
  });

  it('stops a line that comes again and again with others between', () => {
    const lines = Array.from({ length: 2_000 }, (_, i) =>
      i % 9 === 8 ? `noise ${i * i}\n` : 'The model says this again\n',
    );
    expect(read(tokensOf(lines.join('')))?.loop.kind).toBe('lines');
  });

  it.each([
    ['numbers', (n: number) => `${n} `],
    ['numbers in rows', (n: number) => `<fcel>${n}<fcel>-<nl>`],
    ['a list', (n: number) => `${n}. Item\n`],
    ['rows with a second counter', (n: number) => `| ${n} | ${n + 40} | 0 |\n`],
  ])('stops endless counting: %s', (_, unit) => {
    const trip = read(tokensOf(Array.from({ length: 3_000 }, (_, i) => unit(i + 1)).join('')));
    expect(trip?.loop.kind).toBe('counting');
    expect(trip?.tokens).toBeLessThan(400 * tokensOf(unit(300)).length);
  });
});

describe('documents that repeat', () => {
  it.each(legitimateTexts)('$name is not cut', ({ text, rows }) => {
    expect(read(tokensOf(text), rows)).toBeNull();
  });
});

/** Whether some part of a text stands there three times in a row. */
function holdsThreeCopies(text: string): boolean {
  for (let length = 1; 3 * length <= text.length; length += 1) {
    let run = 0;
    for (let at = length; at < text.length; at += 1) {
      run = text.charCodeAt(at) === text.charCodeAt(at - length) ? run + 1 : 0;
      if (run === 2 * length) return true;
    }
  }
  return false;
}

describe('any text', () => {
  const word = fc.stringMatching(/^[a-zA-Z0-9,.|<>é漢]{1,6}$/);
  /** Cuts a text as a server might: deltas of one to a few characters. */
  const cut = (text: string, sizes: readonly number[]): string[] => {
    const pieces: string[] = [];
    for (let at = 0, i = 0; at < text.length; i += 1) {
      const size = sizes[i % sizes.length] as number;
      pieces.push(text.slice(at, at + size));
      at += size;
    }
    return pieces;
  };
  const sizes = fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 20 });

  it('without three copies of anything in a row never trips', () => {
    const text = fc.array(word, { minLength: 200, maxLength: 800 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(text, sizes, (candidate, pieces) => {
        fc.pre(!holdsThreeCopies(candidate));
        expect(read(cut(candidate, pieces))).toBeNull();
      }),
      { numRuns: 40 },
    );
  });

  it('with a loop at its end always trips within 200 tokens of the third copy, and keeps what came before', () => {
    const unit = fc.array(word, { minLength: 1, maxLength: 120 }).map((words) => `${words.join(' ')} `);
    const prefix = fc.array(word, { maxLength: 400 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(prefix, unit, sizes, (before, copy, pieces) => {
        fc.pre(/[a-z0-9é漢]/i.test(copy) && !/[<>|]/.test(copy));
        // Deltas have up to 8 characters.
        const text = before + copy.repeat(4 + Math.ceil((8 * 200) / copy.length));
        const trip = read(cut(text, pieces));
        const thirdEnds = cut(before + copy.repeat(3), pieces).length;
        expect(trip?.loop.kind).toBe('tail');
        expect(trip?.tokens).toBeLessThanOrEqual(thirdEnds + 200);
        // The loop may be said to begin earlier, where the text before ends as a copy does.
        expect(trip?.loop.keep).toBeLessThanOrEqual(before.length + copy.length);
        expect(trip?.loop.keep).toBeGreaterThan(before.length - 2 * copy.length);
      }),
      { numRuns: 300 },
    );
  });

  it('is held in bounded memory', () => {
    const detector = new RepetitionDetector({ rows: 0 });
    for (let i = 0; i < 100_000; i += 1) detector.push(`${(i * 7919) % 104_729}x `);
    const held = JSON.stringify(detector, (_, value) =>
      ArrayBuffer.isView(value) ? value.byteLength : value instanceof Map ? value.size : value,
    );
    expect(held.length).toBeLessThan(8_000);
    expect(
      Math.max(...(held.match(/\d+/g) ?? []).map(Number).filter((n) => n % 1024 === 0)),
    ).toBeLessThanOrEqual(65_536);
  });
});
