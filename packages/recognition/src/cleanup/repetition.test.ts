import { describe, expect, it } from 'vitest';
import { truncateRepetition } from './repetition.ts';

describe('truncateRepetition', () => {
  it.each([
    ['ab'.repeat(30), 'ab'],
    ['ab'.repeat(60), ''],
    [`Intro: ${'the cat sat. '.repeat(20)}`, 'Intro:'],
    ['same\n'.repeat(12), 'same'],
  ])('%j -> %j', (text, result) => {
    expect(truncateRepetition(text, 'text')).toBe(result);
  });

  it('leaves short, varied and tabular text alone', () => {
    const varied = 'No two sentences of this paragraph are alike, however long it grows to be in the end.';
    for (const text of ['ab'.repeat(20), varied, '   ', `${varied}\n${varied}\n${varied}`]) {
      expect(truncateRepetition(text, 'text')).toBe(text);
    }
    const cells = '<fcel>0'.repeat(500);
    expect(truncateRepetition(cells, 'table')).toBe(cells);
    expect(truncateRepetition(cells, 'text')).toBe('');
  });

  /** Without any repetition, `length` characters. */
  const varied = (length: number) =>
    Array.from({ length }, (_, i) => String.fromCharCode(0x4e00 + i)).join('');
  const unit = (length: number) => 'abcdefghijklmnopqrstuvwxyz0123456789'.slice(0, length);

  it.each<[string, string, 'text' | 'table', string | null]>([
    ['50 characters are enough', 'a'.repeat(50), 'text', 'a'],
    ['49 are not', 'a'.repeat(49), 'text', null],
    ['of a table 5000 are enough', 'a'.repeat(5000), 'table', ''],
    ['4999 are not', 'a'.repeat(4999), 'table', null],
    ['a tail counts past 100 characters', varied(21) + unit(8).repeat(10), 'text', varied(21)],
    ['not at 100', varied(20) + unit(8).repeat(10), 'text', null],
    ['not in several lines', `${varied(20)}\n${unit(8).repeat(20)}`, 'text', null],
    ['a fifth of the text may be the unit', unit(30).repeat(5), 'text', ''],
    ['its units have 8 characters', varied(50) + unit(8).repeat(9), 'text', varied(50)],
    ['not 7', varied(50) + unit(7).repeat(9), 'text', null],
    ['five of them', varied(30) + unit(20).repeat(5), 'text', varied(30)],
    ['not four', varied(30) + unit(20).repeat(4), 'text', null],
    ['more than half of the text', varied(99) + unit(20).repeat(5), 'text', varied(99)],
    ['not half', varied(100) + unit(20).repeat(5), 'text', null],
    [
      'only the longest unit counts: 80 of 165, though 88 are of the shorter',
      varied(77) + unit(8).repeat(11),
      'text',
      null,
    ],
    ['ten copies and nothing else are one', unit(6).repeat(10), 'text', unit(6)],
    ['nine are not', unit(6).repeat(9), 'text', null],
    ['nor ten and a part', unit(6).repeat(10) + unit(3), 'text', null],
    ['nor copies over lines', 'abc\nef'.repeat(10), 'text', null],
  ])('%s', (_, text, label, result) => {
    expect(truncateRepetition(text, label)).toBe(result ?? text);
  });

  it.each<[string, number, number, boolean]>([
    ['ten of twelve lines', 10, 2, true],
    ['nine of ten', 9, 1, false],
    ['twelve of fifteen, four fifths', 12, 3, true],
    ['eleven of fourteen', 11, 3, false],
  ])('%s', (_, same, others, cut) => {
    const lines = [...Array(same).fill('the same line'), ...varied(others)].join('\n');
    expect(truncateRepetition(lines, 'text')).toBe(cut ? 'the same line' : lines);
  });

  it('looks at lines without blank ones and without the space around them', () => {
    expect(truncateRepetition(' same \n\n\tsame\n\n'.repeat(5), 'text')).toBe('same');
  });
});
