import { expect, it } from 'vitest';
import { describeFigures, fallsShort } from './figure.ts';
import { median } from './statistics.ts';

const least = (value: number) => ({ name: 'x', value, bar: { sense: 'at least' as const, value: 0.9 } });
const most = (value: number) => ({ name: 'x', value, bar: { sense: 'at most' as const, value: 3 } });

it('holds a figure against its bar; what could not be measured falls short', () => {
  expect([0.9, 0.95, 0.89, Number.NaN].map((value) => fallsShort(least(value)))).toEqual([
    false,
    false,
    true,
    true,
  ]);
  expect([3, 2, 3.1, Number.NaN].map((value) => fallsShort(most(value)))).toEqual([false, false, true, true]);
  expect(fallsShort({ name: 'x', value: Number.NaN, bar: null })).toBe(false);
});

it('puts figures and bars on one line', () => {
  expect(describeFigures([least(0.5), { name: 'y', value: 12.34, bar: null, digits: 1, unit: ' ms' }])).toBe(
    'x 0.50 (at least 0.90: FALLS SHORT); y 12.3 ms',
  );
});

it('takes the middle', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([])).toBeNaN();
});
