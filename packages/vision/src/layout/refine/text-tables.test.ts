import type { TextWord } from '@recto/documents';
import { coverage } from '@recto/geometry';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPageText } from './page-text.ts';
import { type Piece, pieceOfLines } from './piece.ts';
import { withTextTables } from './text-tables.ts';
import { pageOf, prose, turnedClockwise, typeset } from './typeset.fixture.ts';

const cells = (rows: readonly (readonly string[])[], x: number, y: number, step = 150): TextWord[] =>
  rows.flatMap((row, r) => row.flatMap((text, c) => typeset([text], { x: x + c * step, y: y + r * 30 })));
const figures = [
  ['Sample', 'Time', 'Size', 'Share'],
  ['Al 2', '12', '11 nm', '0.17'],
  ['Al 4', '12', '33 nm', '0.45'],
  ['Al 8', '16', '31 nm', '0.47'],
];

function tablesOn(words: readonly TextWord[], network: readonly Piece[] = []): Piece[] {
  const text = readPageText(pageOf(words));
  if (!text) throw new Error('no text');
  const pieces = text.blocks.map(({ lines }) => pieceOfLines(lines, 'text'));
  return withTextTables([...network, ...pieces], text);
}
const labels = (pieces: readonly Piece[]) => pieces.map(({ label }) => label).sort();

describe('withTextTables', () => {
  it('makes a table of columns of figures, and leaves the paragraphs around it', () => {
    const found = tablesOn([
      ...typeset(prose(6, 'A', 60), { x: 100, y: 100 }),
      ...cells(figures, 100, 400),
      ...typeset(prose(6, 'B', 60), { x: 100, y: 700 }),
    ]);
    expect(labels(found)).toEqual(['table', 'text', 'text']);
    const table = found.find(({ label }) => label === 'table');
    expect(table?.box[1]).toBeLessThan(400);
    expect(table?.box[3]).toBeGreaterThan(490);
  });

  it('reads a table that lies turned', () => {
    const words = turnedClockwise([
      ...cells(figures, 100, 400),
      ...typeset(prose(6, 'B', 60), { x: 100, y: 700 }),
    ]);
    const found = tablesOn(words);
    expect(labels(found)).toEqual(['table', 'text']);
  });

  it('joins the sections of a table and a head over the middle of its columns', () => {
    const head = ['Name', 'Time', 'Size', 'Share'].flatMap((text, c) =>
      typeset([text], { x: 120 + c * 150, y: 320 }),
    );
    const total = cells([['Sum', '40', '75 nm', '1.09']], 100, 580);
    const found = tablesOn([...head, ...cells(figures, 100, 400), ...total]);
    expect(labels(found)).toEqual(['table']);
    expect(found[0]?.box[1]).toBeLessThan(320);
    expect(found[0]?.box[3]).toBeGreaterThan(570);
  });

  it('does not join a table with the lines of the column beside it', () => {
    const words = [...typeset(prose(30, 'L', 38), { x: 60, y: 100 }), ...cells(figures, 540, 300, 110)];
    const found = tablesOn(words);
    expect(labels(found)).toEqual(['table', 'text']);
    expect(found.find(({ label }) => label === 'table')?.box[0]).toBeGreaterThan(500);
  });

  it('widens a table that the network saw a part of', () => {
    const part: Piece = { label: 'table', score: 0.7, box: [380, 380, 640, 500], lines: [] };
    const found = tablesOn(cells(figures, 100, 400), [part]);
    expect(found).toMatchObject([{ label: 'table', score: 0.7 }]);
    expect(found[0]?.box[0]).toBeLessThanOrEqual(100);
  });

  it('takes neither columns of prose, nor a list, nor two rows for a table', () => {
    const columns = [0, 1, 2].flatMap((c) => typeset(prose(12, `C${c}`, 28), { x: 60 + c * 310, y: 100 }));
    expect(labels(tablesOn(columns))).toEqual(['text', 'text', 'text']);
    expect(labels(tablesOn(cells(figures.slice(0, 2), 100, 100)))).not.toContain('table');
    const index = cells(
      [
        ['Aachen', '12'],
        ['Berlin', '13'],
        ['Celle', '14'],
        ['Dresden', '15'],
      ],
      100,
      100,
    );
    expect(labels(tablesOn(index))).not.toContain('table');
  });

  it('loses no word, wherever the cells stand', () => {
    const place = fc.record({ x: fc.integer({ min: 0, max: 8 }), y: fc.integer({ min: 0, max: 10 }) });
    fc.assert(
      fc.property(
        fc.uniqueArray(place, { minLength: 1, maxLength: 40, selector: ({ x, y }) => `${x} ${y}` }),
        (places) => {
          const words = places.flatMap(({ x, y }, i) =>
            typeset([`w${i}`], { x: 40 + x * 100, y: 60 + y * 40 }),
          );
          const found = tablesOn(words);
          for (const word of words) expect(found.some(({ box }) => coverage(word.box, box) > 0.5)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});
