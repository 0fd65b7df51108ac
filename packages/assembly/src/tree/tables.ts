/** HTML tables that a model wrote, as trees. */
import type { TreeNode } from './document-tree.ts';
import { gridOf, type OpenCell } from './grid.ts';
import { attributeOf, htmlTokens } from './html-tokens.ts';
import { inlinesOf } from './inlines.ts';
import { paragraphNodes } from './paragraphs.ts';

/** Wider or taller spans than these are written by nobody but an attacker. */
const maxColspan = 200;
const maxRowspan = 10_000;

/** Tables of a block in order, and what stands beside them as paragraphs. */
export function tableNodes(html: string): TreeNode[] {
  const reader = createReader();
  for (const token of htmlTokens(html)) {
    if (token.kind === 'text') reader.text(token.text);
    else reader.tag(token.name, token.closes, token.attributes);
  }
  return reader.finish();
}

function createReader() {
  const nodes: TreeNode[] = [];
  let rows: OpenCell[][] = [];
  let cell: OpenCell | null = null;
  let depth = 0;
  let beside = '';
  let script: 'sup' | 'sub' | undefined;

  const endBeside = () => {
    nodes.push(...paragraphNodes(beside, 'body'));
    beside = '';
  };
  const endTable = () => {
    endBeside();
    const table = gridOf(rows);
    if (table !== null) nodes.push(table);
    rows = [];
    cell = null;
  };
  const cellTag = (header: boolean, attributes: string) => {
    cell = {
      header,
      rowspan: span(attributes, 'rowspan', maxRowspan),
      colspan: span(attributes, 'colspan', maxColspan),
      inlines: [],
    };
    if (rows.length === 0) rows.push([]);
    rows.at(-1)?.push(cell);
  };

  const tag = (name: string, closes: boolean, attributes: string) => {
    if (name === 'sup' || name === 'sub') script = closes ? undefined : name;
    else if (name === 'table') {
      if (!closes && depth === 0) endBeside();
      depth = Math.max(0, depth + (closes ? -1 : 1));
      if (closes && depth === 0) endTable();
    } else if (name === 'br' || (depth > 1 && name === 'tr')) lineBreak();
    else if (name === 'img') picture(attributes);
    else if (depth > 1) text(' ');
    else if (name === 'tr') {
      cell = null;
      if (!closes) rows.push([]);
    } else if (name === 'td' || name === 'th') {
      if (closes) cell = null;
      else cellTag(name === 'th', attributes);
    } else if (name === 'p' || name === 'div' || name === 'caption') text('\n');
  };
  const lineBreak = () => {
    if (cell) cell.inlines.push({ kind: 'break' });
    else text('\n');
  };
  const picture = (attributes: string) => {
    const path = attributeOf(attributes, 'src');
    if (path !== null && cell) cell.inlines.push({ kind: 'picture', path });
  };
  const text = (piece: string) => {
    if (cell === null) beside += piece;
    else if (script) cell.inlines.push({ kind: 'text', text: piece, script });
    else cell.inlines.push(...inlinesOf(piece.replace(/\s+/g, ' ')));
  };
  return {
    tag,
    text,
    finish: () => {
      if (rows.length > 0) endTable();
      endBeside();
      return nodes;
    },
  };
}

const span = (attributes: string, name: 'rowspan' | 'colspan', max: number): number => {
  const value = Number.parseInt(attributeOf(attributes, name) ?? '1', 10);
  return Number.isInteger(value) && value > 0 ? Math.min(max, value) : 1;
};

/** A recognised chart: rows by line, cells by `|` (pipeline.md 6.4). */
export function chartNodes(content: string): TreeNode[] {
  const rows = content.split('\n').map((line, r) =>
    line.split('|').map((cell) => ({
      header: r === 0,
      rowspan: 1,
      colspan: 1,
      inlines: inlinesOf(cell.trim()),
    })),
  );
  const table = gridOf(content.trim() === '' ? [] : rows);
  return table === null ? [] : [table];
}
