import { expect, it } from 'vitest';
import { plainRows } from './chart.ts';

it('turns a full grid into rows of cells', () => {
  expect(plainRows('<fcel>Year<fcel>Sum<nl><fcel>2020<fcel>4<nl>')).toBe('Year | Sum\n2020 | 4');
});

it.each([
  ['spans', '<fcel>Head<lcel><nl><fcel>a<fcel>b<nl>'],
  ['mostly empty places', '<fcel>a<ecel><nl><ecel><fcel>b<nl>'],
  ['a single column', '<fcel>a<nl><fcel>b<nl>'],
  ['nothing', ''],
])('leaves %s to plain text', (_, otsl) => {
  expect(plainRows(otsl)).toBeNull();
});
