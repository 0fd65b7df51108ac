import { describe, expect, it } from 'vitest';
import { truncateRepetition } from './repetition.ts';

describe('truncateRepetition', () => {
  it.each([
    ['ab'.repeat(30), 'ab'],
    ['ab'.repeat(60), ''],
    [`Intro: ${'the cat sat. '.repeat(20)}`, 'Intro:'],
    ['same\n'.repeat(12), 'same'],
  ])('%j -> %j', (text, result) => {
    expect(truncateRepetition(text, 'text').trimEnd()).toBe(result);
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
});
