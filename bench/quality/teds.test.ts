import { expect, it } from 'vitest';
import { teds } from './teds.ts';

const truth =
  '<table><thead><tr><td><b>Name</b></td><td colspan="2">Size</td></tr></thead><tbody><tr><td>a</td><td>1</td><td>2</td></tr></tbody></table>';

it('is 1 for the same table in other markup', () => {
  const same =
    '<table border=1><tr><th>Name</th><th colspan=2>Size</th></tr><tr><td>a</td><td> 1 </td><td>2</td></tr></table>';
  expect(teds(same, truth)).toBe(1);
});

it('loses one node of eight for a missing cell, a wrong span, or wholly wrong words', () => {
  expect(teds(truth.replace('<td>2</td>', ''), truth)).toBeCloseTo(7 / 8);
  expect(teds(truth.replace(' colspan="2"', ''), truth)).toBeCloseTo(7 / 8);
  expect(teds(truth.replace('>a<', '>b<'), truth)).toBeCloseTo(7 / 8);
  expect(teds(truth.replace('Name', 'Nahe'), truth)).toBeCloseTo(1 - 0.25 / 8);
});

it('looks past the words where only structure counts', () => {
  expect(teds(truth.replace('>a<', '>b<'), truth, { structureOnly: true })).toBe(1);
});

it('is nearly 0 for no table at all', () => {
  expect(teds('no table', truth)).toBeCloseTo(1 / 8);
});
