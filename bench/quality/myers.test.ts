import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { approximateEnds, editDistance } from './myers.ts';

/** The textbook recurrence; `free` lets the pattern begin anywhere. Returns the last row. */
const lastRow = (pattern: string, text: string, free: boolean): number[] => {
  let above = Array.from({ length: text.length + 1 }, (_, column) => (free ? 0 : column));
  for (let row = 1; row <= pattern.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= text.length; column += 1) {
      const change = above[column - 1]! + (pattern[row - 1] === text[column - 1] ? 0 : 1);
      current.push(Math.min(change, above[column]! + 1, current[column - 1]! + 1));
    }
    above = current;
  }
  return above;
};

const words = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '语'), maxLength: 90 });

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['same', 'same', 0],
  ])('%j to %j is %i', (a, b, expected) => expect(editDistance(a, b)).toBe(expected));

  it('agrees with the recurrence, also across block borders', () => {
    fc.assert(
      fc.property(words, words, (a, b) => {
        expect(editDistance(a, b)).toBe(lastRow(a, b, false).at(-1));
      }),
    );
  });
});

describe('approximateEnds', () => {
  it('finds where something close to the pattern ends', () => {
    expect(approximateEnds('harbour', 'the harbor light', 1)).toEqual([10]);
    expect(approximateEnds('harbour', 'the harbor light', 0)).toEqual([]);
  });

  it('agrees with the recurrence', () => {
    fc.assert(
      fc.property(words, words, fc.integer({ min: 0, max: 6 }), (pattern, text, maxDistance) => {
        const expected = lastRow(pattern, text, true).flatMap((distance, end) =>
          distance <= maxDistance ? [end] : [],
        );
        expect(approximateEnds(pattern, text, maxDistance)).toEqual(expected);
      }),
    );
  });
});
