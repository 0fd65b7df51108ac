/**
 * Tree-edit-distance similarity of tables (TEDS; Zhong et al., "Image-based table recognition", 2020): 1 = equal, 0 = nothing
 * in common. Kept apart from what the printed table does not show: `thead` and `tbody` are passed over, `th` counts as
 * `td`, and inline markup of a cell is dropped, on both sides.
 */
import { editDistance } from './myers.ts';
import { decodeEntities, normaliseText, stripTags } from './normalise.ts';
import { nodeCount, type Tree, treeDistance } from './tree-distance.ts';

interface TableNode {
  readonly tag: 'table' | 'tr' | 'td';
  readonly colspan: number;
  readonly rowspan: number;
  readonly text: string;
}

const plainNode = (tag: 'table' | 'tr'): TableNode => ({ tag, colspan: 1, rowspan: 1, text: '' });

const span = (attributes: string, name: string): number =>
  Number(new RegExp(`\\b${name}\\s*=\\s*["']?(\\d+)`, 'i').exec(attributes)?.[1] ?? 1);

const rowPattern = /<tr\b[^>]*>([\s\S]*?)(?=<tr\b|<\/tr>|<\/table>|$)/gi;
const cellPattern = /<t[dh]\b([^>]*)>([\s\S]*?)(?=<t[dh]\b|<\/t[dh]>|$)/gi;

const cells = (row: string): Tree<TableNode>[] =>
  [...row.matchAll(cellPattern)].map(([, attributes = '', html = '']) => ({
    value: {
      tag: 'td',
      colspan: span(attributes, 'colspan'),
      rowspan: span(attributes, 'rowspan'),
      text: normaliseText(decodeEntities(stripTags(html))),
    },
    children: [],
  }));

const tableTree = (html: string): Tree<TableNode> => ({
  value: plainNode('table'),
  children: [...html.matchAll(rowPattern)].map(([, row = '']) => ({
    value: plainNode('tr'),
    children: cells(row),
  })),
});

const sameShape = (a: TableNode, b: TableNode): boolean =>
  a.tag === b.tag && a.colspan === b.colspan && a.rowspan === b.rowspan;

const textDifference = (a: string, b: string): number =>
  a === b ? 0 : editDistance(a, b) / Math.max(a.length, b.length);

/** Both arguments are HTML with one table. `structureOnly` looks at rows, cells and spans, not at words. */
export const teds = (predicted: string, truth: string, options: { structureOnly?: boolean } = {}): number => {
  const [a, b] = [tableTree(predicted), tableTree(truth)];
  const rename = (from: TableNode, to: TableNode): number => {
    if (!sameShape(from, to)) return 1;
    return options.structureOnly ? 0 : textDifference(from.text, to.text);
  };
  return 1 - treeDistance(a, b, rename) / Math.max(nodeCount(a), nodeCount(b));
};
