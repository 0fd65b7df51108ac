import { expect, it } from 'vitest';
import { defaultCapacity } from './capacity.ts';

it.each([
  [1, 4, 2],
  [2, 6, 2],
  [8, 24, 8],
])('with the embedded engine the cores are shared: %i', (cores, pagesInFlight, rangesAtOnce) => {
  expect(defaultCapacity(cores, true)).toMatchObject({ pagesInFlight, rangesAtOnce, questions: 2 * cores });
});

it.each([
  [1, 32, 16],
  [8, 32, 16],
  [32, 96, 48],
])('a VLM is not kept waiting by few cores: %i', (cores, pagesInFlight, rangesAtOnce) => {
  expect(defaultCapacity(cores, false)).toMatchObject({ pagesInFlight, rangesAtOnce, questions: 200 });
});

it('takes half as many ranges as pages, also where somebody says how many pages', () => {
  expect(defaultCapacity(2, false, 7)).toMatchObject({ pagesInFlight: 7, rangesAtOnce: 4 });
});
