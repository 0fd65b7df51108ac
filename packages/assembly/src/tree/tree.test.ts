import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { block, style } from '../exports/export-page.fixture.ts';
import type { TreeNode } from './document-tree.ts';
import { inlinesOf, plainText } from './inlines.ts';
import { tableNodes } from './tables.ts';
import { treeBlocks } from './tree-blocks.ts';

const nodes = (...blocks: ReturnType<typeof block>[]) =>
  treeBlocks({ blocks, pageWidth: 800, style }).flatMap((tree) => tree.nodes);

describe('inlinesOf', () => {
  it.each([
    ['a $ x^2 $ b', ['a ', '=x^2', ' b']],
    ['a $x$ b', ['a ', '=x', ' b']],
    ['\\(y\\) and $$z$$', ['=y', ' and ', '=z']],
    ['it costs $5 and $6', ['it costs $5 and $6']],
    ['from $5 to 10$6', ['from $5 to 10$6']],
    ['a<sup>1</sup><b>c</b>', ['a', '^1', '<b>c</b>']],
  ])('%j', (text, parts) => {
    expect(
      inlinesOf(text).map((inline) => {
        if (inline.kind === 'math') return `=${inline.latex}`;
        return inline.kind === 'text' ? `${inline.script ? '^' : ''}${inline.text}` : inline.kind;
      }),
    ).toEqual(parts);
  });

  it('is linear in hostile text', () => {
    for (const sign of ['$', '$ ', '\\(', '\\[', '<sup>', '$a']) inlinesOf(sign.repeat(50_000));
  });
});

describe('tableNodes', () => {
  const texts = (html: string) =>
    tableNodes(html).map((node) =>
      node.kind === 'table'
        ? node.rows.map((row) =>
            row.map((cell) => [cell.column, cell.rowspan, cell.colspan, plainText(cell.inlines)]),
          )
        : node.kind,
    );

  it('places cells on a grid, spans cut to what is there', () => {
    const html = '<table><tr><th rowspan="9">L</th><td colspan=2>a</td></tr><tr><td>b<td>c</tr></table>';
    expect(texts(html)).toEqual([
      [
        [
          [0, 2, 1, 'L'],
          [1, 1, 2, 'a'],
        ],
        [
          [1, 1, 1, 'b'],
          [2, 1, 1, 'c'],
        ],
      ],
    ]);
  });

  it('takes text only: scripts vanish, tags have no say, entities are read once', () => {
    const html = `<table><tr><td onclick="x"><script>alert(1)</script><b>a</b> &amp;lt; &#x4e2d;</td></tr></table>`;
    expect(texts(html)).toEqual([[[[0, 1, 1, 'a &lt; 中']]]]);
  });

  it('keeps what stands beside tables, nested ones, and contents without any table', () => {
    expect(texts('before<table><tr><td>a</td></tr></table>after')).toEqual([
      'paragraph',
      [[[0, 1, 1, 'a']]],
      'paragraph',
    ]);
    expect(texts('<table><tr><td>o<table><tr><td>i</td></tr></table></td></tr></table>')).toEqual([
      [[[0, 1, 1, expect.stringMatching(/o\s+i/)]]],
    ]);
    expect(texts('just text')).toEqual(['paragraph']);
  });

  it('covers every place once and loses no text, whatever the spans', () => {
    const cell = fc.record({ rows: fc.integer({ min: 1, max: 4 }), columns: fc.integer({ min: 1, max: 4 }) });
    fc.assert(
      fc.property(fc.array(fc.array(cell, { maxLength: 4 }), { minLength: 1, maxLength: 5 }), (rows) => {
        let count = 0;
        const html = rows
          .map((row) => {
            const cells = row.map(
              ({ rows: r, columns: c }) => `<td rowspan=${r} colspan=${c}>t${count++};</td>`,
            );
            return `<tr>${cells.join('')}</tr>`;
          })
          .join('');
        const [table] = tableNodes(`<table>${html}</table>`) as [
          Extract<TreeNode, { kind: 'table' }> | undefined,
        ];
        if (count === 0) {
          expect(table).toBeUndefined();
          return;
        }
        const taken = new Set<string>();
        table?.rows.forEach((row, r) => {
          for (const { column, rowspan, colspan } of row) {
            for (let y = r; y < r + rowspan; y += 1) {
              for (let x = column; x < column + colspan; x += 1) {
                expect(taken.has(`${x},${y}`)).toBe(false);
                taken.add(`${x},${y}`);
              }
            }
          }
        });
        expect(taken.size).toBe((table?.rows.length ?? 0) * (table?.columns ?? 0));
        const said = table?.rows
          .flat()
          .map(({ inlines }) => plainText(inlines))
          .filter((text) => text !== '');
        expect(said).toEqual(Array.from({ length: count }, (_, i) => `t${i};`));
      }),
    );
  });

  it('is not blown up by what only an attacker writes', () => {
    const wide = `<table><tr>${'<td colspan="9999999999" rowspan="99999999">x</td>'.repeat(500)}</tr></table>`;
    const [table] = tableNodes(wide) as [Extract<TreeNode, { kind: 'table' }>];
    expect(table.rows.flat().filter(({ inlines }) => inlines.length > 0)).toHaveLength(500);
    tableNodes(`<td ${'"'.repeat(100_000)}`);
    for (const piece of ['<td "', "<td '", '<table', '&#', '<td a=">']) tableNodes(piece.repeat(50_000));
  });
});

describe('treeBlocks', () => {
  it('levels titles by relevelling, else by the depth of their numbering', () => {
    const level = (content: string, titleLevel: number | null) =>
      nodes({ ...block('paragraph_title', content), titleLevel }).map(
        (node) => node.kind === 'heading' && node.level,
      );
    expect(level('1.2.3 Deep', null)).toEqual([4]);
    expect(level('2. Method', null)).toEqual([2]);
    expect(level('Method', null)).toEqual([2]);
    expect(level('Method', 3)).toEqual([4]);
    expect(level('Odd', -1)).toEqual([1]);
    expect(level('Deepest', 9)).toEqual([6]);
  });

  it('ties a number to the formula beside it, on either side', () => {
    const formula = { kind: 'formula', latex: 'a=b', number: '(1)' };
    expect(nodes(block('display_formula', '$$a=b$$'), block('formula_number', '(1)'))).toEqual([formula]);
    expect(nodes(block('formula_number', '(1)'), block('display_formula', '\\[a=b\\]'))).toEqual([formula]);
    expect(nodes(block('formula_number', '(1)')).map(({ kind }) => kind)).toEqual(['paragraph']);
  });

  it('heads an abstract and a list of references', () => {
    expect(nodes(block('abstract', 'Abstract — We show')).map(({ kind }) => kind)).toEqual([
      'heading',
      'paragraph',
    ]);
    expect(nodes(block('abstract', 'Abstraction is')).map(({ kind }) => kind)).toEqual(['paragraph']);
    expect(nodes(block('reference', '参考文献\n[1] A')).map(({ kind }) => kind)).toEqual([
      'heading',
      'paragraph',
    ]);
  });

  it('reads charts as tables where they were recognised', () => {
    const blocks = [block('chart', 'Year | Sum\n2024 | 7')];
    const [tree] = treeBlocks({ blocks, pageWidth: 800, style: { ...style, useChartRecognition: true } });
    expect(tree?.nodes[0]).toMatchObject({ kind: 'table', columns: 2 });
  });
});
