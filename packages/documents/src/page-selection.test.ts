import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePageSelection } from './page-selection.ts';

const failure = (selection: string, pageCount: number): unknown => {
  try {
    return parsePageSelection(selection, pageCount);
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('parsePageSelection', () => {
  it.each([
    ['1-5,9', [0, 1, 2, 3, 4, 8]],
    ['9, 1 - 3'.replaceAll(' - ', '-'), [0, 1, 2, 8]],
    ['2,2,1-2', [0, 1]],
    ['8-', [7, 8, 9]],
    ['10', [9]],
  ])('reads %s', (selection, pages) => {
    expect(parsePageSelection(selection, 10)).toEqual(pages);
  });

  it.each(['', ',', '1,', 'a', '0', '-3', '0-2', '5-2', '1.5', '1-2-3', '１'])('refuses %j', (selection) => {
    expect(failure(selection, 10)).toBe('pages.invalid');
  });

  it.each(['11', '5-11', '11-', '1-999999999'])('says that %s is outside', (selection) => {
    expect(failure(selection, 10)).toBe('pages.out_of_range');
  });

  it('selects what was written, sorted and once', () => {
    const range = fc
      .tuple(fc.integer({ min: 1, max: 50 }), fc.nat(10))
      .map(([a, n]) => [a, Math.min(50, a + n)]);
    fc.assert(
      fc.property(fc.array(range, { minLength: 1, maxLength: 8 }), (ranges) => {
        const expected = new Set(
          ranges.flatMap(([a = 0, b = 0]) => Array.from({ length: b - a + 1 }, (_, i) => a + i - 1)),
        );
        const pages = parsePageSelection(ranges.map(([a, b]) => `${a}-${b}`).join(','), 50);
        expect(pages).toEqual([...expected].sort((a, b) => a - b));
      }),
    );
  });
});
