import { expect, it } from 'vitest';
import { timeOfPage } from './watch-progress.ts';

const samples = [
  { atMs: 0, pages: 0, processorMs: 0, residentBytes: 1 },
  { atMs: 100, pages: 10, processorMs: 0, residentBytes: 1 },
  { atMs: 200, pages: 10, processorMs: 0, residentBytes: 1 },
  { atMs: 300, pages: 30, processorMs: 0, residentBytes: 1 },
];

it.each([
  [0, 0],
  [5, 50],
  [10, 100],
  [20, 250],
  [30, 300],
  [31, Number.NaN],
])('page %i is done at %d ms', (page, expected) => expect(timeOfPage(samples, page)).toBe(expected));

it('reads the processor clock as well', () => {
  const worked = samples.map((sample) => ({ ...sample, processorMs: sample.atMs / 2 }));
  expect(timeOfPage(worked, 20, 'processorMs')).toBe(125);
});
