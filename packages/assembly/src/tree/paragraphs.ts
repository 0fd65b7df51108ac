/** Lines of running text as paragraphs and lists. */
import { collapse } from '../markdown/text.ts';
import type { ListItem, ParagraphRole, TreeNode } from './document-tree.ts';
import { inlinesOf } from './inlines.ts';

/** Signs that only ever open an item need no space behind them; a hyphen does. */
const bullet = /^(\s*)(?:[•●▪■◦‣∙○]\s*|[-*·]\s+)(?=\S)(.*)$/;
/** Two digits at most: a line that begins with a year is prose. */
const numbered = /^(\s*)(\d{1,2})[.)]\s+(?=\S)(.*)$/;
const columnsPerLevel = 2;
const deepest = 8;

function itemOf(line: string): ListItem | null {
  const [, indent = '', sign, text] = numbered.exec(line) ?? [];
  if (text !== undefined) return { level: levelOf(indent), number: Number(sign), inlines: inlinesOf(text) };
  const [, space = '', item] = bullet.exec(line) ?? [];
  return item === undefined ? null : { level: levelOf(space), number: null, inlines: inlinesOf(item) };
}

const levelOf = (indent: string): number => Math.min(deepest, Math.floor(indent.length / columnsPerLevel));

/** Every line is a paragraph of its own, as in the reference's Markdown, or an item of a list. */
export function paragraphNodes(content: string, role: ParagraphRole): TreeNode[] {
  const nodes: TreeNode[] = [];
  for (const line of content.split('\n')) {
    if (line.trim() === '') continue;
    const item = itemOf(line);
    const last = nodes.at(-1);
    if (item === null) nodes.push({ kind: 'paragraph', role, inlines: inlinesOf(line.trim()) });
    else if (last?.kind === 'list') nodes[nodes.length - 1] = { kind: 'list', items: [...last.items, item] };
    else nodes.push({ kind: 'list', items: [item] });
  }
  return nodes;
}

/** One paragraph, whatever lines it was printed on. */
export const singleParagraph = (content: string, role: ParagraphRole): TreeNode[] =>
  content.trim() === '' ? [] : [{ kind: 'paragraph', role, inlines: inlinesOf(collapse(content.trim())) }];
