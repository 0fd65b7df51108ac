import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parsePageSet, writePageSet } from './page-set.ts';

it.each([
  [[], ''],
  [[3], '3'],
  [[1, 2, 3, 7, 9, 10], '1-3,7,9-10'],
])('%j is written %j', (pages, text) => {
  expect(writePageSet(new Set(pages))).toBe(text);
});

it('comes back as it was written', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 10_000 })), (pages) => {
      expect(parsePageSet(writePageSet(new Set(pages)))).toEqual(new Set(pages));
    }),
  );
});

it.each(['', 'x', '1-', '-3', '5-1', '1,1', '0', '3,1', '1-99999999', '1-1000000,1-1000000', '1;2'])(
  'reads %j as nothing seen',
  (text) => {
    expect(parsePageSet(text)).toEqual(new Set());
  },
);
