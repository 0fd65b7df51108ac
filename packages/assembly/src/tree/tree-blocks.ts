/** Blocks of a page as trees. The counterpart of markdown/formatters.ts for everything that is not the reference's Markdown. */
import { boxWidth } from '@recto/geometry';
import type { MarkdownBlock, MarkdownStyle } from '../markdown/markdown-block.ts';
import { collapse } from '../markdown/text.ts';
import type { TreeBlock, TreeNode } from './document-tree.ts';
import { brokenLines, inlinesOf, latexOf } from './inlines.ts';
import { paragraphNodes, singleParagraph } from './paragraphs.ts';
import { chartNodes, tableNodes } from './tables.ts';

export interface TreePage {
  readonly blocks: readonly MarkdownBlock[];
  /** Pixels. */
  readonly pageWidth: number;
  readonly style: Pick<
    MarkdownStyle,
    'useLayoutDetection' | 'useChartRecognition' | 'useSealRecognition' | 'useOcrForImageBlock'
  >;
}

/** In order. Blocks that say nothing are left out; a formula's number belongs to the formula. */
export function treeBlocks(page: TreePage): TreeBlock[] {
  const { blocks } = page;
  const numbers = formulaNumbers(blocks);
  const taken = new Set(numbers.values());
  return blocks
    .filter((block) => !taken.has(block))
    .map((block) => ({
      label: block.label,
      box: block.box,
      nodes: nodesOf(block, numbers.get(block) ?? null, page),
    }))
    .filter(({ nodes }) => nodes.length > 0);
}

/** All nodes of some blocks; a list that goes on in the next block is one list. */
export function nodesInOrder(blocks: readonly TreeBlock[]): TreeNode[] {
  const nodes: TreeNode[] = [];
  for (const node of blocks.flatMap((block) => block.nodes)) {
    const last = nodes.at(-1);
    if (node.kind === 'list' && last?.kind === 'list') {
      nodes[nodes.length - 1] = { kind: 'list', items: [...last.items, ...node.items] };
    } else nodes.push(node);
  }
  return nodes;
}

const isFormula = (block: MarkdownBlock | undefined) =>
  block?.label === 'display_formula' || block?.label === 'formula';

/** Formula -> the number beside it: before or behind it in the order of reading. */
function formulaNumbers(blocks: readonly MarkdownBlock[]): Map<MarkdownBlock, MarkdownBlock> {
  const numbers = new Map<MarkdownBlock, MarkdownBlock>();
  blocks.forEach((block, i) => {
    if (block.label !== 'formula_number') return;
    const formula = [blocks[i - 1], blocks[i + 1]].find(
      (near) => near && isFormula(near) && !numbers.has(near),
    );
    if (formula) numbers.set(formula, block);
  });
  return numbers;
}

function nodesOf(block: MarkdownBlock, number: MarkdownBlock | null, page: TreePage): TreeNode[] {
  const { label, content } = block;
  const { style } = page;
  switch (label) {
    case 'doc_title':
      return heading(content, 1);
    case 'paragraph_title':
    case 'abstract_title':
    case 'reference_title':
    case 'content_title':
      return titleNodes(block);
    case 'figure_title':
    case 'table_title':
    case 'chart_title':
      return singleParagraph(content, 'caption');
    case 'abstract':
      return headed(content, /^\s*(摘\s?要|abstract)(?=[\s:：—.-]|$)[\s:：—.-]*/i, 'abstract');
    case 'reference':
      return headed(content, /^\s*(参考文献|references)[ \t:：]*(?:\n|$)/i, 'reference');
    case 'reference_content':
      return singleParagraph(content, 'reference');
    case 'content':
      return contentsNodes(content);
    case 'algorithm':
      return content.trim() === '' ? [] : [{ kind: 'code', text: content.replace(/^\n+/, '').trimEnd() }];
    case 'display_formula':
    case 'formula':
      return formulaNodes(content, number?.content ?? null);
    case 'table':
      return tableNodes(content);
    case 'chart':
      return style.useChartRecognition ? chartNodes(content) : pictureNodes(block, page, false);
    case 'image':
    case 'header_image':
    case 'footer_image':
      return pictureNodes(block, page, style.useOcrForImageBlock);
    case 'seal':
      // Without layout detection its picture is the whole page, and what counts is what it says.
      return style.useLayoutDetection
        ? pictureNodes(block, page, style.useSealRecognition)
        : paragraphNodes(content, 'body');
    case 'footnote':
    case 'vision_footnote':
      return paragraphLines(content, 'footnote');
    case 'header':
    case 'footer':
    case 'number':
    case 'aside_text':
      return paragraphLines(content, 'furniture');
    default:
      return paragraphNodes(content, 'body');
  }
}

const topHeading = 1;
const deepestHeading = 6;

function heading(content: string, level: number): TreeNode[] {
  const text = collapse(content.trim());
  if (text === '') return [];
  const inBounds = Math.min(deepestHeading, Math.max(topHeading, level));
  return [{ kind: 'heading', level: inBounds, inlines: inlinesOf(text) }];
}

const numbering = /^\s*(\d{1,3}(?:\.\d{1,3})*)[.、)]?\s/;

/** Level 1 belongs to the document's title. Without relevelling the depth of the numbering counts, where there is one. */
function titleNodes({ content, titleLevel }: MarkdownBlock): TreeNode[] {
  const depth = titleLevel ?? numbering.exec(`${content} `)?.[1]?.split('.').length ?? 1;
  return heading(content, depth + 1);
}

function headed(content: string, head: RegExp, role: 'abstract' | 'reference'): TreeNode[] {
  const match = head.exec(content);
  if (match === null) return paragraphNodes(content, role);
  return [...heading(match[1] as string, 2), ...paragraphNodes(content.slice(match[0].length), role)];
}

const contentsNodes = (content: string): TreeNode[] =>
  content.trim() === ''
    ? []
    : [{ kind: 'paragraph', role: 'contents', inlines: brokenLines(content.trim().split(/\n+/)) }];

const paragraphLines = (content: string, role: 'footnote' | 'furniture'): TreeNode[] =>
  content
    .split(/\n+/)
    .filter((line) => line.trim() !== '')
    .map((line) => ({ kind: 'paragraph', role, inlines: inlinesOf(line.trim()) }));

function formulaNodes(content: string, number: string | null): TreeNode[] {
  const latex = latexOf(content);
  return latex === '' ? [] : [{ kind: 'formula', latex, number: number?.trim() || null }];
}

function pictureNodes(block: MarkdownBlock, { pageWidth }: TreePage, withText: boolean): TreeNode[] {
  const { picturePath: path, box, content } = block;
  const share = Math.min(1, boxWidth(box) / pageWidth);
  return [
    ...(path === null ? [] : [{ kind: 'picture', path, share } as const]),
    ...(withText ? paragraphNodes(content, 'body') : []),
  ];
}
