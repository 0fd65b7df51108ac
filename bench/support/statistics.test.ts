import { expect, it } from 'vitest';
import { randomFrom } from './random.ts';
import { medianSlope } from './statistics.ts';

const line = (slope: number, count: number, error: (i: number) => number = () => 0) =>
  Array.from({ length: count }, (_, i) => [i, 100 + slope * i + error(i)] as const);

it('finds the slope of a line, whatever a few points say', () => {
  expect(medianSlope([line(3, 20)])).toEqual({ value: 3, interval: [3, 3] });
  const { value } = medianSlope([line(3, 20, (i) => (i % 7 === 0 ? 500 : 0))]);
  expect(value).toBe(3);
});

it('compares points of one group only', () => {
  const [few, many] = [line(3, 10), line(3, 10).map(([x, y]) => [x + 10, y + 900] as const)];
  expect(medianSlope([few, many]).value).toBe(3);
  expect(medianSlope([[...few, ...many]]).value).toBeGreaterThan(50);
});

it('has the true slope in its interval about nineteen times in twenty', () => {
  const random = randomFrom(7);
  const times = 400;
  let held = 0;
  for (let time = 0; time < times; time += 1) {
    const [low, high] = medianSlope([line(2, 20, () => 10 * (random() - 0.5))]).interval;
    if (low <= 2 && 2 <= high) held += 1;
  }
  expect(held / times).toBeGreaterThan(0.92);
  expect(held / times).toBeLessThan(0.98);
});

it('knows nothing from too few points', () => {
  expect(medianSlope([line(3, 3)]).interval).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  expect(medianSlope([]).value).toBeNaN();
});
