import type { TextWord } from '@recto/documents';
import type { Box } from '@recto/geometry';
import { describe, expect, it } from 'vitest';
import { fitToText } from './fit-to-text.ts';
import { type PageText, readPageText } from './page-text.ts';
import type { Piece } from './piece.ts';
import { withTableHeads } from './table-heads.ts';
import { pageOf, prose, typeset } from './typeset.fixture.ts';

const columns = [100, 350, 600, 850];
const row = (y: number, cells: readonly string[]) =>
  cells.flatMap((cell, i) => typeset([cell], { x: columns[i] as number, y }));
const body = [0, 1, 2, 3].flatMap((i) => row(430 + 30 * i, ['One', '12', '34', '56']));
const seen: Piece = { label: 'table', score: 0.8, box: [95, 405, 905, 530], lines: [] };

function refined(words: readonly TextWord[], pieces: readonly Piece[] = [seen]) {
  const text = readPageText(pageOf([...words, ...body])) as PageText;
  return withTableHeads(fitToText(pieces, text), text);
}
const tables = (pieces: readonly Piece[]): Box[] =>
  pieces.filter(({ label }) => label === 'table').map(({ box }) => box);

describe('the head of a table', () => {
  it('belongs to the table that the network began below it, all rows of it', () => {
    const pieces = refined([
      ...row(370, ['Name', 'Width', 'Height', 'Depth']),
      ...row(
        400,
        ['', '(mm)', '(mm)', '(mm)'].map((unit) => unit || '-'),
      ),
    ]);
    expect(pieces).toHaveLength(1);
    expect(tables(pieces)[0]?.[1]).toBeLessThan(355);
  });

  it.each([
    [
      'a sentence',
      typeset(['What follows was measured in May, with care and patience, by two of us.'], {
        x: 100,
        y: 400,
      }),
    ],
    ['a row far above', row(360, ['Name', 'Width', 'Height', 'Depth'])],
    ['two cells', [...row(400, ['Name']), ...typeset(['Depth'], { x: 850, y: 400 })]],
    [
      'cells that stand out of it',
      row(400, ['Name', 'Width', 'Height']).map((w) => ({
        ...w,
        box: [w.box[0] - 30, w.box[1], w.box[2] - 30, w.box[3]] as const,
      })),
    ],
    [
      'columns of prose',
      [100, 400, 700].flatMap((x) => typeset(prose(4, `P${x}`, 30), { x, y: 346, size: 14, width: 205 })),
    ],
  ])('is not %s', (_, words) => {
    expect(tables(refined(words))).toEqual([seen.box]);
  });

  it('is nothing that a figure holds', () => {
    const figure: Piece = { label: 'image', score: 0.9, box: [90, 330, 910, 404], lines: [] };
    const pieces = refined(row(400, ['Name', 'Width', 'Height', 'Depth']), [seen, figure]);
    expect(tables(pieces)).toEqual([seen.box]);
  });
});
