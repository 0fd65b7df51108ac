/** Tables of the clean style: pipes where they can say it, bare HTML where cells span or hold lines. */
import type { Inline, TreeCell, TreeNode } from '../tree/document-tree.ts';

type Table = Extract<TreeNode, { kind: 'table' }>;
type Write = (inlines: readonly Inline[]) => string;

export function pipeOrHtmlTable(table: Table, write: Write): string {
  const cells = table.rows.flat();
  const spans = cells.some(({ rowspan, colspan }) => rowspan > 1 || colspan > 1);
  const lines = cells.some(({ inlines }) => inlines.some(({ kind }) => kind === 'break'));
  const full = table.rows.every((row) => row.length === table.columns);
  return spans || lines || !full ? htmlTable(table, write) : pipeTable(table, write);
}

function pipeTable({ rows, columns }: Table, write: Write): string {
  const [head = [], ...body] = rows.map((row) =>
    row.map(({ inlines }) => write(inlines).replaceAll('|', '\\|').trim()),
  );
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(new Array<string>(columns).fill('---')), ...body.map(line)].join('\n');
}

const htmlTable = ({ rows }: Table, write: Write): string =>
  [
    '<table>',
    ...rows.map((row) => `<tr>${row.map((cell) => htmlCell(cell, write)).join('')}</tr>`),
    '</table>',
  ].join('\n');

function htmlCell({ header, rowspan, colspan, inlines }: TreeCell, write: Write): string {
  const tag = header ? 'th' : 'td';
  const spans = `${rowspan > 1 ? ` rowspan="${rowspan}"` : ''}${colspan > 1 ? ` colspan="${colspan}"` : ''}`;
  return `<${tag}${spans}>${htmlText(inlines, write)}</${tag}>`;
}

/** Within HTML nothing is Markdown: text is escaped as HTML, only marks of footnotes and formulas are written as outside. */
const htmlText = (inlines: readonly Inline[], write: Write): string =>
  inlines.map((inline) => htmlInline(inline, write)).join('');

function htmlInline(inline: Inline, write: Write): string {
  switch (inline.kind) {
    case 'break':
      return '<br>';
    case 'picture':
      return `<img src="${escaped(inline.path)}">`;
    case 'text':
      return inline.script
        ? `<${inline.script}>${escaped(inline.text)}</${inline.script}>`
        : escaped(inline.text);
    case 'math':
      return escaped(write([inline]));
  }
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
