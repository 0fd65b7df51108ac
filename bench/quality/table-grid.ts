/** Tables of a Markdown text as grids of cell texts, spans filled in: what the table rules are asked of. */
import { decodeEntities, normaliseText, stripTags } from './normalise.ts';

/** Rows of cells; a cell that spans stands in every place it covers. */
export type TableGrid = readonly (readonly string[])[];

const cellText = (html: string): string => normaliseText(decodeEntities(stripTags(html)));

const span = (attributes: string, name: string): number => {
  const value = Number(new RegExp(`\\b${name}\\s*=\\s*["']?(\\d+)`, 'i').exec(attributes)?.[1] ?? 1);
  return Math.min(Math.max(value, 1), 100);
};

const htmlGrid = (table: string): TableGrid => {
  const grid: string[][] = [];
  [...table.matchAll(/<tr\b[^>]*>([\s\S]*?)(?=<tr\b|<\/tr>|$)/gi)].forEach(([, rowHtml = ''], row) => {
    grid[row] ??= [];
    let column = 0;
    for (const [, attributes = '', html = ''] of rowHtml.matchAll(
      /<t[dh]\b([^>]*)>([\s\S]*?)(?=<t[dh]\b|<\/t[dh]>|$)/gi,
    )) {
      while (grid[row]?.[column] !== undefined) column += 1;
      const text = cellText(html);
      for (let down = 0; down < span(attributes, 'rowspan'); down += 1) {
        for (let right = 0; right < span(attributes, 'colspan'); right += 1) {
          grid[row + down] ??= [];
          grid[row + down]![column + right] = text;
        }
      }
    }
  });
  return grid.map((cells) => Array.from(cells, (cell) => cell ?? ''));
};

const pipeRow = (line: string): string[] =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map(cellText);

const pipeGrids = (markdown: string): TableGrid[] =>
  [
    ...markdown.matchAll(/^(.*\|.*)\n\s*\|?(?:\s*:?-+:?\s*\|)+\s*(?::?-+:?\s*)?\n((?:.*\|.*(?:\n|$))*)/gm),
  ].map(([, head = '', body = '']) =>
    [head, ...body.split('\n').filter((line) => line.includes('|'))].map(pipeRow),
  );

export const tableGrids = (markdown: string): TableGrid[] => [
  ...[...markdown.matchAll(/<table\b[\s\S]*?<\/table>/gi)].map(([table]) => htmlGrid(table)),
  ...pipeGrids(markdown),
];
