import type { Box } from '@recto/geometry';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rulings, TableWord } from './shapes.ts';
import { maxTableWords, tableStructure } from './structure.ts';

const letter = 6;

/** Words of a text from (x, y) on: letters 6 px wide, lines 12 px high, a space of 4 px. */
function write(text: string, x: number, y: number): TableWord[] {
  let at = x;
  return text.split(' ').map((word) => {
    const box: Box = [at, y, at + word.length * letter, y + 12];
    at = box[2] + 4;
    return { text: word, box };
  });
}

/** Cells of an OTSL string by row; a filled cell as its text, the others as `ecel`, `lcel`, `ucel`, `xcel` in brackets. */
const parse = (otsl: string | null): string[][] =>
  (otsl ?? '')
    .split('<nl>')
    .slice(0, -1)
    .map((row) =>
      [...row.matchAll(/<([felux])cel>([^<]*)/g)].map(([, kind, text]) =>
        kind === 'f' ? text! : `[${kind}]`,
      ),
    );

const grid = (xs: number[], ys: number[]): Rulings => ({
  horizontal: ys.map((at) => ({ at, from: xs[0]!, to: xs.at(-1)! })),
  vertical: xs.map((at) => ({ at, from: ys[0]!, to: ys.at(-1)! })),
});

const nothing: Rulings = { horizontal: [], vertical: [] };

describe('ruled tables', () => {
  it('are their grid, empty cells and wrapped texts included', () => {
    const words = [
      ...write('Name', 10, 8),
      ...write('Note', 110, 8),
      ...write('Two lines', 10, 28),
      ...write('wrapped here', 10, 42),
    ];
    expect(parse(tableStructure({ words, rulings: grid([0, 100, 200], [0, 24, 60]) }))).toEqual([
      ['Name', 'Note'],
      ['Two lines wrapped here', '[e]'],
    ]);
  });

  it('span columns and rows where rulings are missing', () => {
    const rulings: Rulings = {
      horizontal: [
        { at: 0, from: 0, to: 300 },
        { at: 25, from: 100, to: 300 },
        { at: 50, from: 0, to: 300 },
        { at: 75, from: 0, to: 300 },
      ],
      vertical: [
        { at: 0, from: 0, to: 75 },
        { at: 100, from: 0, to: 75 },
        { at: 200, from: 25, to: 75 },
        { at: 300, from: 0, to: 75 },
      ],
    };
    const words = [
      ...write('Item', 10, 20),
      ...write('Price', 180, 6),
      ...write('net', 110, 31),
      ...write('gross', 210, 31),
      ...write('Tea', 10, 56),
      ...write('2', 110, 56),
      ...write('3', 210, 56),
    ];
    expect(parse(tableStructure({ words, rulings }))).toEqual([
      ['Item', 'Price', '[l]'],
      ['[u]', 'net', 'gross'],
      ['Tea', '2', '3'],
    ]);
  });

  it('whose outer sides are open lose no column', () => {
    const rulings: Rulings = {
      horizontal: [25, 50].map((at) => ({ at, from: 0, to: 300 })),
      vertical: [100, 200].map((at) => ({ at, from: 0, to: 75 })),
    };
    const rows = [
      ['a', 'b', 'c'],
      ['d', 'e', 'f'],
      ['g', 'h', 'i'],
    ];
    const words = rows.flatMap((row, r) => row.flatMap((cell, c) => write(cell, 10 + c * 100, 6 + r * 25)));
    expect(parse(tableStructure({ words, rulings }))).toEqual(rows);
  });

  it('with column rulings only take their rows from the lines', () => {
    const rulings: Rulings = {
      horizontal: [0, 25, 160].map((at) => ({ at, from: 0, to: 200 })),
      vertical: [0, 100, 200].map((at) => ({ at, from: 0, to: 160 })),
    };
    const rows = [
      ['Year', 'Sum'],
      ['2019', '41'],
      ['2020', '42'],
      ['2021', '43'],
      ['2022', '44'],
      ['2023', '45'],
    ];
    const words = rows.flatMap((row, r) => row.flatMap((cell, c) => write(cell, 10 + c * 100, 6 + r * 25)));
    expect(parse(tableStructure({ words, rulings }))).toEqual(rows);
  });
});

describe('tables with horizontal rulings only', () => {
  const rulings: Rulings = {
    horizontal: [
      { at: 0, from: 0, to: 400 },
      { at: 22, from: 98, to: 235 },
      { at: 22, from: 248, to: 400 },
      { at: 42, from: 0, to: 400 },
      { at: 130, from: 0, to: 400 },
    ],
    vertical: [],
  };
  const body = [
    [
      ...write('Manual', 0, 50),
      ...write('1.38', 100, 50),
      ...write('1.15', 180, 50),
      ...write('1.11', 250, 50),
      ...write('0.46', 340, 50),
    ],
    [
      ...write('Web', 0, 70),
      ...write('0.53', 100, 70),
      ...write('0.25', 180, 70),
      ...write('0.98', 250, 70),
      ...write('0.19', 340, 70),
    ],
    [
      ...write('Overall', 0, 90),
      ...write('0.95', 100, 90),
      ...write('0.70', 180, 90),
      ...write('1.04', 250, 90),
      ...write('0.33', 340, 90),
    ],
  ].flat();
  const secondHead = ['6 mo', '12 mo', '6 mo', '12 mo'].flatMap((text, i) =>
    write(text, [100, 180, 250, 340][i]!, 26),
  );

  it('spread a title over the columns of the ruling below it', () => {
    const words = [...write('Agency', 100, 4), ...write('Individual', 250, 4), ...secondHead, ...body];
    expect(parse(tableStructure({ words, rulings })).slice(0, 3)).toEqual([
      ['[e]', 'Agency', '[l]', 'Individual', '[l]'],
      ['[e]', '6 mo', '12 mo', '6 mo', '12 mo'],
      ['Manual', '1.38', '1.15', '1.11', '0.46'],
    ]);
  });

  it('spread a centred title where no ruling tells', () => {
    const words = [...write('Agency', 142, 4), ...write('Individual', 282, 4), ...secondHead, ...body];
    const full = { ...rulings, horizontal: rulings.horizontal.filter((ruling) => ruling.from === 0) };
    expect(parse(tableStructure({ words, rulings: full }))[0]).toEqual([
      '[e]',
      'Agency',
      '[l]',
      'Individual',
      '[l]',
    ]);
  });

  it('join a wrapped label with its row, and keep a section title apart', () => {
    const words = [
      ...write('Item', 0, 10),
      ...write('Sum', 200, 10),
      ...write('Costs of the', 0, 50),
      ...write('11', 200, 50),
      ...write('first year', 0, 64),
      ...write('Income', 0, 78),
      ...write('12', 200, 78),
      ...write('Other', 0, 92),
      ...write('13', 200, 92),
    ];
    expect(parse(tableStructure({ words, rulings }))).toEqual([
      ['Item', 'Sum'],
      ['Costs of the first year', '11'],
      ['Income', '12'],
      ['Other', '13'],
    ]);
  });
});

describe('tables without rulings', () => {
  it('are columns of white space and rows of lines', () => {
    const rows = [
      ['Date', 'Mean', 'Std.'],
      ['11 August', '30.27', '177.30'],
      ['12 August', '54.80', '167.90'],
      ['13 August', '16.52', '189.23'],
    ];
    const words = rows.flatMap((row, r) => row.flatMap((cell, c) => write(cell, c * 120, r * 20)));
    expect(parse(tableStructure({ words }))).toEqual(rows);
  });

  it('find rulings in the pixels where those are given', () => {
    const [width, height] = [220, 60];
    const data = new Uint8Array(width * height * 3).fill(255);
    const black = (x: number, y: number) => data.fill(0, (y * width + x) * 3, (y * width + x) * 3 + 3);
    for (let x = 5; x < 215; x++) for (const y of [4, 30, 56]) black(x, y);
    for (let y = 4; y < 56; y++) for (const x of [5, 110, 214]) black(x, y);
    const words = [...write('only', 20, 12), ...write('cell', 20, 38), ...write('last', 120, 38)];
    expect(parse(tableStructure({ words, raster: { width, height, data } }))).toEqual([
      ['only', '[e]'],
      ['cell', 'last'],
    ]);
  });
});

describe('any table', () => {
  it('is null without words or with more than a table can hold', () => {
    expect(tableStructure({ words: [] })).toBeNull();
    expect(tableStructure({ words: write(' ', 0, 0) })).toBeNull();
    const many = Array.from({ length: maxTableWords + 1 }, (_, i) => write('w', 0, i)[0]!);
    expect(tableStructure({ words: many })).toBeNull();
  });

  it('lets no word of the document pass for a token', () => {
    expect(tableStructure({ words: write('a<nl><fcel>b', 0, 0) })).toBe('<fcel>ab<nl>');
  });

  const position = fc.integer({ min: 0, max: 400 });
  const word = fc
    .record({
      x: position,
      y: position,
      width: fc.integer({ min: 1, max: 90 }),
      height: fc.integer({ min: 4, max: 30 }),
    })
    .map(({ x, y, width, height }): Box => [x, y, x + width, y + height]);
  const ruling = fc
    .record({ at: position, from: position, length: fc.integer({ min: 1, max: 400 }) })
    .map(({ at, from, length }) => ({ at, from, to: from + length }));
  const rulings = fc.record({
    horizontal: fc.array(ruling, { maxLength: 8 }),
    vertical: fc.array(ruling, { maxLength: 8 }),
  });

  it('holds every word once, in rows of one length, with spans that fit together', () => {
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 40 }),
        fc.oneof(fc.constant(nothing), rulings),
        (boxes, drawn) => {
          const words = boxes.map((box, i): TableWord => ({ text: `w${i}.`, box }));
          const rows = parse(tableStructure({ words, rulings: drawn }));
          const texts = rows.flat().filter((cell) => !cell.startsWith('['));
          expect(texts.join(' ').split(' ').sort()).toEqual(words.map(({ text }) => text).sort());
          expect(new Set(rows.map((row) => row.length)).size).toBe(1);
          rows.forEach((row, r) => {
            row.forEach((cell, c) => {
              if (cell === '[l]' || cell === '[x]') expect(c).toBeGreaterThan(0);
              if (cell === '[u]' || cell === '[x]') expect(r).toBeGreaterThan(0);
              if (cell === '[l]') expect(row[c - 1]).not.toMatch(/^\[[ux]\]$/);
              if (cell === '[x]')
                expect([row[c - 1], rows[r - 1]![c]]).toEqual([
                  expect.stringMatching(/^\[[ux]\]$/),
                  expect.stringMatching(/^\[[lx]\]$/),
                ]);
            });
          });
        },
      ),
      { numRuns: 300 },
    );
  });
});
