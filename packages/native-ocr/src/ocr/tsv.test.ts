import { describe, expect, it } from 'vitest';
import { meanConfidence, parseTsv, wordConfidence } from './tsv.ts';

const row = (line: number, word: number, box: string, confidence: number, text: string) =>
  `5\t1\t1\t1\t${line}\t${word}\t${box.replaceAll(' ', '\t')}\t${confidence}\t${text}`;

describe('parseTsv', () => {
  it('groups words into lines and leaves out rows that are not words', () => {
    const tsv = [
      '1\t1\t0\t0\t0\t0\t0\t0\t100\t50\t-1\t',
      row(1, 1, '5 5 20 10', 90, 'Two'),
      row(1, 2, '30 4 25 12', 50, 'words'),
      row(2, 1, '5 25 9 10', 80, ' '),
      row(3, 1, '5 45 9 10', 96.5, 'end'),
      '',
    ].join('\n');
    const lines = parseTsv(tsv);
    expect(lines.map((line) => line.words.map((word) => word.text))).toEqual([['Two', 'words'], ['end']]);
    expect(lines[0]?.box).toEqual([5, 4, 55, 16]);
    expect(lines[1]?.words[0]?.confidence).toBeCloseTo(0.965);
    expect(meanConfidence(lines)).toBeCloseTo((3 * 0.9 + 5 * 0.5 + 3 * 0.965) / 11);
    expect(wordConfidence(lines)).toMatchObject({ lowest: 0.5, words: 3 });
  });

  it('is empty for a page without text', () => {
    expect(parseTsv('')).toEqual([]);
    expect(meanConfidence([])).toBe(0);
    expect(wordConfidence([])).toEqual({ confidence: 0, lowest: 0, words: 0 });
  });
});
