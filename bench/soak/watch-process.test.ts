import { expect, it } from 'vitest';
import { bytesPerPage, type MemorySample, pointsOf } from './watch-process.ts';

/** A sample a second, three pages a second: memory that grows at first, then by so much a page, with garbage on top. */
const soak = (seconds: number, perPage: number): MemorySample[] =>
  Array.from({ length: seconds }, (_, second) => ({
    atMs: second * 1000,
    pages: second * 3,
    bytes: 1e8 + Math.min(second, 120) * 1e6 + second * 3 * perPage + (second % 7) * 1e7,
  }));

it('finds what a page leaves behind, whatever the warm-up and the garbage did', () => {
  expect(bytesPerPage(soak(1200, 700), 150_000)).toBeCloseTo(700, -2);
  expect(Math.abs(bytesPerPage(soak(1200, 0), 150_000))).toBeLessThan(50);
  expect(bytesPerPage(soak(1200, 0), 0)).toBeGreaterThan(5000);
});

it('says nothing where there is too little to say it from', () => {
  expect(bytesPerPage(soak(100, 0), 50_000)).toBeNaN();
});

it('takes half minutes together', () => {
  expect(pointsOf(soak(95, 0))).toHaveLength(3);
});
