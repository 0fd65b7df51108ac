import { expect, it } from 'vitest';
import { oneOf, randomFrom, wholeBetween } from './random.ts';
import { mean } from './statistics.ts';

const drawn = (seed: number, count: number) => {
  const random = randomFrom(seed);
  return Array.from({ length: count }, random);
};

it('gives the same numbers for the same seed, and others for another', () => {
  expect(drawn(7, 20)).toEqual(drawn(7, 20));
  expect(drawn(7, 20)).not.toEqual(drawn(8, 20));
});

it('is even over its range', () => {
  const numbers = drawn(1, 20_000);
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(1);
  expect(mean(numbers)).toBeCloseTo(0.5, 1);
  const tenths = new Set(numbers.map((number) => Math.floor(number * 10)));
  expect(tenths.size).toBe(10);
});

it('draws whole numbers and choices, both ends among them', () => {
  const random = randomFrom(3);
  const dice = new Set(Array.from({ length: 200 }, () => wholeBetween(random, 1, 6)));
  expect([...dice].sort()).toEqual([1, 2, 3, 4, 5, 6]);
  expect(new Set(Array.from({ length: 50 }, () => oneOf(random, ['a', 'b'])))).toEqual(new Set(['a', 'b']));
});
