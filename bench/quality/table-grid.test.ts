import { expect, it } from 'vitest';
import { tableGrids } from './table-grid.ts';

it('fills spans in', () => {
  const html =
    '<table border=1><tr><td rowspan="2">a</td><td colspan=2>b &amp; c</td></tr><tr><td>d</td><td><b>e</b></td></tr></table>';
  expect(tableGrids(`text\n\n${html}\n`)).toEqual([
    [
      ['a', 'b & c', 'b & c'],
      ['a', 'd', 'e'],
    ],
  ]);
});

it('reads pipe tables', () => {
  expect(tableGrids('Intro\n\n| x | y |\n|---|--:|\n| 1 | 2 |\n| 3 | 4 |\n\nAfter')).toEqual([
    [
      ['x', 'y'],
      ['1', '2'],
      ['3', '4'],
    ],
  ]);
});

it('finds none in prose', () => expect(tableGrids('a | b without a rule')).toEqual([]));
