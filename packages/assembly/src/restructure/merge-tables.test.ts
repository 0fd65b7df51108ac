import type { Box } from '@recto/geometry';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tableRows } from './html-table.ts';
import { type MergeableBlock, mergeTables } from './merge-tables.ts';

const table = (...rows: string[][]) =>
  `<table>${rows.map((cells) => `<tr>${cells.map((c) => `<td>${c}</td>`).join('')}</tr>`).join('')}</table>`;
let ids = 0;
const block = (label: string, content = '', box: Box = [100, 0, 500, 50]): MergeableBlock => {
  ids += 1;
  return { label, content, box, group: ids };
};
const merged = (...pages: MergeableBlock[][]) => {
  mergeTables(pages);
  return pages.map((page) => page.filter(({ label }) => label === 'table').map(({ content }) => content));
};

describe('mergeTables', () => {
  it('gathers a table over three pages on the first, without its repeated header', () => {
    const pages = [
      [block('text', 'before'), block('table', table(['Name', 'Sum'], ['a', '1'])), block('number', '1')],
      [block('header', 'h'), block('table', table(['Name', 'Ｓｕｍ '], ['b', '2'])), block('footnote', 'f')],
      [block('table', table(['c', '3'])), block('text', 'after')],
    ];
    expect(merged(...pages)).toEqual([
      [table(['Name', 'Sum'], ['a', '1'], ['b', '2'], ['c', '3'])],
      [''],
      [''],
    ]);
    const groups = pages.flat().filter(({ label }) => label === 'table');
    expect(new Set(groups.map(({ group }) => group)).size).toBe(1);
  });

  it('merges only what touches the page ends', () => {
    const a = () => block('table', table(['a', '1']));
    const b = () => block('table', table(['b', '2']));
    const apart = [[table(['a', '1'])], [table(['b', '2'])]];
    expect(merged([a(), block('text', 'x')], [b()])).toEqual(apart);
    expect(merged([a()], [block('text', 'x'), b()])).toEqual(apart);
    expect(merged([a(), block('header')], [b()])).toEqual(apart);
    expect(merged([a()], [block('footer'), b()])).toEqual(apart);
    const joinedPages = [[table(['a', '1'], ['b', '2'])], ['']];
    const below = ['footer', 'vision_footnote', 'number', 'footnote', 'footer_image', 'seal'].map((l) =>
      block(l),
    );
    const above = ['header', 'header_image', 'number', 'seal'].map((l) => block(l));
    expect(merged([a(), ...below], [...above, b()])).toEqual(joinedPages);
  });

  it('asks for the same width within a tenth', () => {
    const at = (width: number) => block('table', table([`${ids}`, '2']), [0, 0, width, 9]);
    expect(merged([at(400)], [at(439)])[1]).toEqual(['']);
    expect(merged([at(400)], [at(440)])[1]).not.toEqual(['']);
    expect(merged([at(0)], [at(0)])[1]).not.toEqual(['']);
  });

  it('asks for as many columns, or rows that fit', () => {
    expect(
      merged([block('table', table(['a', '1']))], [block('table', table(['b', '2', '3']))])[1],
    ).not.toEqual(['']);
    const spanning = '<table><tr><td>h</td><td>i</td><td>j</td></tr><tr><td colspan="2">a</td></tr></table>';
    expect(merged([block('table', spanning)], [block('table', table(['b', '2']))])[1]).toEqual(['']);
  });

  it('keeps a table that holds nothing but a header, and never merges into or from nothing', () => {
    const header = table(['Name', 'Sum']);
    expect(merged([block('table', header)], [block('table', header)])).toEqual([[header], [header]]);
    expect(merged([block('table', '')], [block('table', header)])).toEqual([[''], [header]]);
    expect(merged([block('table', 'prose')], [block('table', header)])).toEqual([['prose'], [header]]);
  });

  it('appends to the parent of the last row and leaves markup as it is', () => {
    const first = `<table border=1><tbody><tr><td>"a" &amp; b</td></tr></tbody></table> `;
    const next = `<table><tr><td><img src="x.jpg" alt="Image"" /></td></tr></table>`;
    expect(merged([block('table', first)], [block('table', next)])[0]).toEqual([
      `<table border=1><tbody><tr><td>"a" &amp; b</td></tr><tr><td><img src="x.jpg" alt="Image"" /></td></tr></tbody></table> `,
    ]);
  });

  it('loses no row but repeated headers', () => {
    const rows = fc.array(fc.array(fc.constantFrom('x', 'y', 'z'), { minLength: 2, maxLength: 3 }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(fc.array(rows, { minLength: 2, maxLength: 4 }), (tables) => {
        const pages = tables.map((t) => [block('table', table(...t))]);
        mergeTables(pages);
        const left = pages.flat().reduce((sum, { content }) => sum + tableRows(content).length, 0);
        const dropped = tables.flat().length - left;
        // At most the header of each table that was joined, never a whole table.
        expect(dropped).toBeGreaterThanOrEqual(0);
        expect(left).toBeGreaterThanOrEqual(tables.length);
      }),
    );
  });
});
