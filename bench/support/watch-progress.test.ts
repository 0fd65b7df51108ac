import { expect, it } from 'vitest';
import { timeOfPage } from './watch-progress.ts';

const samples = [
  { atMs: 0, pages: 0, residentBytes: 1 },
  { atMs: 100, pages: 10, residentBytes: 1 },
  { atMs: 200, pages: 10, residentBytes: 1 },
  { atMs: 300, pages: 30, residentBytes: 1 },
];

it.each([
  [0, 0],
  [5, 50],
  [10, 100],
  [20, 250],
  [30, 300],
  [31, Number.NaN],
])('page %i is done at %d ms', (page, expected) => expect(timeOfPage(samples, page)).toBe(expected));
