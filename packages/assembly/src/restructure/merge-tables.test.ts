import type { Box } from '@recto/geometry';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Draft } from './draft.ts';
import { tableRows } from './html-table.ts';
import { mergeTables } from './merge-tables.ts';

const table = (...rows: string[][]) =>
  `<table>${rows.map((cells) => `<tr>${cells.map((c) => `<td>${c}</td>`).join('')}</tr>`).join('')}</table>`;
let ids = 0;
const block = (label: string, content = '', box: Box = [100, 0, 500, 50]): Draft => {
  ids += 1;
  return { label, content, box, page: 0, id: ids, group: ids, sources: null };
};
const merged = (...pages: Draft[][]) => {
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

  it('joins the last table of a page with the first of the next', () => {
    const of = (text: string) => block('table', table([text, '1']));
    expect(merged([of('a'), of('b')], [of('c'), of('d')])).toEqual([
      [table(['a', '1']), table(['b', '1'], ['c', '1'])],
      ['', table(['d', '1'])],
    ]);
  });

  it('takes no row for a repeated header whose cells span otherwise', () => {
    const first = '<table><tr><td colspan="2">H</td></tr><tr><td>a</td><td>1</td></tr></table>';
    const next = '<table><tr><td>H</td></tr><tr><td>b</td><td>2</td></tr></table>';
    expect(merged([block('table', first)], [block('table', next)])[0]).toEqual([
      '<table><tr><td colspan="2">H</td></tr><tr><td>a</td><td>1</td></tr><tr><td>H</td></tr><tr><td>b</td><td>2</td></tr></table>',
    ]);
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
    // Rows that do not fit, but as many columns.
    expect(
      merged(
        [block('table', table(['a', '1', '2']))],
        [block('table', table(['b', '3'], ['c', '4', '5']))],
      )[1],
    ).toEqual(['']);
    // As many cells, of other widths.
    const wide =
      '<table><tr><td>a</td><td>b</td><td>c</td></tr><tr><td colspan="2">d</td><td>e</td></tr></table>';
    expect(merged([block('table', wide)], [block('table', table(['x', 'y']))])[1]).toEqual(['']);
    const spanning = '<table><tr><td>h</td><td>i</td><td>j</td></tr><tr><td colspan="2">a</td></tr></table>';
    expect(merged([block('table', spanning)], [block('table', table(['b', '2']))])[1]).toEqual(['']);
  });

  it('keeps a table that holds nothing but a header, and never merges into or from nothing', () => {
    const header = table(['Name', 'Sum']);
    expect(merged([block('table', header)], [block('table', header)])).toEqual([[header], [header]]);
    expect(merged([block('table', '')], [block('table', header)])).toEqual([[''], [header]]);
    expect(merged([block('table', 'prose')], [block('table', header)])).toEqual([['prose'], [header]]);
  });

  it('takes at most five repeated rows for a header', () => {
    const rows = Array.from({ length: 7 }, (_, i) => [`h${i}`, 'x']);
    expect(merged([block('table', table(...rows))], [block('table', table(...rows))])[0]).toEqual([
      table(...rows, ...rows.slice(5)),
    ]);
  });

  it('appends to the parent of the last row and leaves markup as it is', () => {
    const first = `<table border=1><tbody><tr><td>"a" &amp; b</td></tr></tbody></table> `;
    const next = `<table><tr><td><img src="x.jpg" alt="Image"" /></td></tr></table>`;
    expect(merged([block('table', first)], [block('table', next)])[0]).toEqual([
      `<table border=1><tbody><tr><td>"a" &amp; b</td></tr><tr><td><img src="x.jpg" alt="Image"" /></td></tr></tbody></table> `,
    ]);
  });

  it('keeps apart what would lose something: text beside the rows, pictures where the header has others', () => {
    const captioned = `<table><caption>Table 2</caption><tr><td>b</td><td>2</td></tr></table>`;
    const first = table(['a', '1']);
    expect(merged([block('table', first)], [block('table', captioned)])).toEqual([[first], [captioned]]);
    const two = table(['b', '2']) + table(['c', '3']);
    expect(merged([block('table', first)], [block('table', two)])).toEqual([[first], [two]]);
    const pictured = (name: string) => table([`<img src="${name}.jpg">`, '']);
    expect(merged([block('table', pictured('a'))], [block('table', pictured('b'))])[0]?.[0]).toContain(
      'b.jpg',
    );
  });

  it('says of every piece where it stood, and how many rows came from it or were repeated', () => {
    const at = (page: number, content: string): Draft => ({
      ...block('table', content),
      page,
      id: 10 + page,
    });
    const pages = [
      [at(0, table(['H', 'K'], ['a', '1']))],
      [at(1, table(['H', 'K'], ['b', '2'], ['c', '3']))],
      [at(2, table(['d', '4']))],
    ];
    mergeTables(pages);
    const piece = (page: number, rows: number, repeated?: number) => ({
      page,
      global_block_id: 10 + page,
      block_bbox: [100, 0, 500, 50],
      rows,
      ...(repeated !== undefined && { repeated_header_rows: repeated }),
    });
    expect(pages[0]?.[0]?.sources).toEqual([piece(0, 2), piece(1, 2, 1), piece(2, 1, 0)]);
    expect(pages[1]?.[0]?.sources).toBeNull();
  });

  it('accounts for every row of every table', () => {
    const rows = fc.array(fc.array(fc.constantFrom('x', 'y', 'z'), { minLength: 2, maxLength: 3 }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(fc.array(rows, { minLength: 2, maxLength: 5 }), (tables) => {
        const pages = tables.map((t, page) => [{ ...block('table', table(...t)), page }]);
        mergeTables(pages);
        const said = tables.map((t) => ({ rows: t.length, repeated: 0 }));
        for (const { content, sources } of pages.flat()) {
          const pieces = sources ?? [];
          for (const { page, rows: kept = 0, repeated_header_rows: repeated = 0 } of pieces) {
            said[page] = { rows: kept, repeated };
          }
          // Rows that were not left out stand in order where the sources say.
          const expected = pieces.flatMap(({ page, repeated_header_rows: left = 0 }) =>
            (tables[page] as string[][]).slice(left).map((cells) => cells.join('|')),
          );
          const found = tableRows(content).map(({ cells }) => cells.map(({ key }) => key).join('|'));
          if (sources) expect(found).toEqual(expected);
        }
        // What was left out is what the first piece begins with, and every row is one or the other.
        said.forEach((now, page) => {
          expect(now.rows + now.repeated).toBe((tables[page] as string[][]).length);
        });
      }),
    );
  });
});
