import { expect, it } from 'vitest';
import { turnOf } from './range-turns.ts';

it('puts the first range of a newcomer beside the next of the others', () => {
  const long = [0, 1, 2, 3].map((range) => turnOf('normal', null, range));
  expect(long).toEqual([1, 2, 3, 4]);
  expect(turnOf('normal', long[2] as number, 0)).toBe(long[2]);
});

it('serves all of an urgent document at once, and one of low priority after a thousand turns', () => {
  expect([0, 5].map((range) => turnOf('high', 7, range))).toEqual([7, 7]);
  expect([0, 5].map((range) => turnOf('low', 7, range))).toEqual([1007, 1012]);
});

it('stays within what the queue can sort', () => {
  expect(turnOf('low', 2_097_151, 9)).toBe(2_097_151);
});
