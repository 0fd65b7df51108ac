import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnCount, tableRows } from './html-table.ts';

const columns = (html: string) => columnCount(tableRows(html));

describe('tableRows', () => {
  it('finds rows, cells, spans and places whatever the style', () => {
    const html = `<table border=1 style='x'><thead><tr><th colspan="2">Ａ b&amp;</th></tr></thead><tr><td rowspan=3>1</td><td><img alt="Image"" /></td></tr></table>`;
    const rows = tableRows(html);
    expect(rows.map(({ cells }) => cells)).toEqual([
      [{ key: 'Ab&amp;', rowspan: 1, colspan: 2 }],
      [
        { key: '1', rowspan: 3, colspan: 1 },
        { key: '<imgalt="Image""/>', rowspan: 1, colspan: 1 },
      ],
    ]);
    expect(rows.map(({ start, end }) => html.slice(start, end))).toEqual([
      '<tr><th colspan="2">Ａ b&amp;</th></tr>',
      '<tr><td rowspan=3>1</td><td><img alt="Image"" /></td></tr>',
    ]);
  });

  it('reads full-width ASCII as ASCII, without white space, for comparison', () => {
    const [row] = tableRows('<table><tr><td>！ ～</td><td>Ｓ\tｕm\u3000（１）</td></tr></table>');
    expect(row?.cells.map(({ key }) => key)).toEqual(['!~', 'Sum(1)']);
  });

  it('leaves inner tables to their cells and forgives missing ends', () => {
    expect(tableRows('<table><tr><td>a<table><tr><td>b</td></tr></table></td></tr></table>')).toHaveLength(1);
    expect(tableRows('<table><tr><td>a<td>b<tr><td>c</table>').map(({ cells }) => cells.length)).toEqual([
      2, 1,
    ]);
    expect(tableRows('no table')).toEqual([]);
  });

  it('takes any text without complaint', () => {
    const pieces = fc.constantFrom('<table>', '</table>', '<tr>', '</tr>', '<td>', '<td rowspan=9', 'x', '>');
    fc.assert(
      fc.property(fc.array(pieces), (text) => {
        const html = text.join('');
        const rows = tableRows(html);
        for (const { start, end } of rows) expect(html.slice(start, end)).toMatch(/^<tr/);
        expect(columnCount(rows)).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});

describe('columnCount', () => {
  it('counts what hangs down from above', () => {
    expect(
      columns('<table><tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>'),
    ).toBe(3);
    expect(columns('<table><tr><td colspan="3">a</td></tr><tr><td>b</td></tr></table>')).toBe(3);
  });

  it('bounds spans that only an attacker writes', () => {
    expect(columns('<table><tr><td colspan="999999999">a</td><td colspan="5000">b</td></tr></table>')).toBe(
      1000,
    );
  });
});
