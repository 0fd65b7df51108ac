import { expect, it } from 'vitest';
import { steadyRate } from './pages-of-jobs.ts';

/** Six pages each three seconds, a slow beginning and a slow end. */
const times = Array.from({ length: 90 }, (_, k) => {
  const wave = Math.floor(k / 6);
  const late = k < 12 ? -6000 : k >= 78 ? 9000 : 0;
  return 1e12 + wave * 3000 + late;
});

it('sees what holds between the beginning and the end, though pages come in waves', () => {
  expect(Math.abs(steadyRate(times, 0.2, 0.8) - 2)).toBeLessThan(0.05);
  expect(steadyRate(times, 0, 1)).toBeLessThan(1.8);
});
