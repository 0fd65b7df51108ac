import { expect, it } from 'vitest';
import { bytesPerPage, type MemorySample } from './watch-process.ts';

/** A sample a minute, 180 pages a minute: memory that grows at first, then by so much a page, with garbage on top. */
const soak = (minutes: number, perPage: number): MemorySample[] =>
  Array.from({ length: minutes }, (_, minute) => ({
    atMs: minute * 60_000,
    pages: minute * 180,
    bytes: 1e8 + Math.min(minute, 5) * 1e7 + minute * 180 * perPage + (minute % 2) * 1e4,
  }));

it('finds what a page leaves behind, whatever the warm-up and the garbage did', () => {
  expect(bytesPerPage(soak(25, 700), 300_000)).toBeCloseTo(700, -1);
  expect(Math.abs(bytesPerPage(soak(25, 0), 300_000))).toBeLessThan(5);
  expect(bytesPerPage(soak(25, 0), 0)).toBeGreaterThan(5000);
});

it('says nothing where there is too little to say it from', () => {
  expect(bytesPerPage(soak(5, 0), 180_000)).toBeNaN();
});
