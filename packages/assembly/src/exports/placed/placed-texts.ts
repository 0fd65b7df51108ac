/**
 * What a page says and where: the PDF's own words where they were taken, else the text of each block over its lines of ink,
 * cells of tables over the grid.
 */
import type { TextWord } from '@recto/documents';
import type { Box } from '@recto/geometry';
import type { MarkdownBlock } from '../../markdown/markdown-block.ts';
import type { TreeNode } from '../../tree/document-tree.ts';
import { plainText } from '../../tree/inlines.ts';
import { type TreePage, treeBlocks } from '../../tree/tree-blocks.ts';
import type { PlacedText } from '../export-page.ts';
import type { InkSource } from './ink.ts';
import { inkLines, leant } from './ink-lines.ts';
import { pageSlope } from './skew.ts';
import { spreadText } from './spread-text.ts';

export interface PlacedPage {
  readonly raster: InkSource;
  /** Of the PDF; empty where it has none. */
  readonly words: readonly TextWord[];
  readonly blocks: readonly (MarkdownBlock & { readonly fromTextLayer: boolean })[];
  readonly style: TreePage['style'];
}

export function placedTexts({ raster, words, blocks, style }: PlacedPage): PlacedText[] {
  const left = new Set(words.filter(({ invisible, unmapped }) => !invisible && unmapped === 0));
  const slope = blocks.every(({ fromTextLayer }) => fromTextLayer) ? 0 : pageSlope(raster);
  // The PDF's words are believed where recognition took some.
  const believed = blocks.some(({ fromTextLayer }) => fromTextLayer);
  const texts = blocks.flatMap((block) => {
    // A table's reader says nothing of its columns; the words know their places, whoever read the table.
    const hasWords = block.fromTextLayer || (believed && block.label === 'table');
    const own = hasWords ? takeWords(left, block.box) : [];
    if (own.length > 0) return own;
    const read = readTexts(block, { raster, slope, style });
    // What was read in their place stands for these words now.
    if (read.length > 0) takeWords(left, block.box);
    return read;
  });
  // Words of charts and pictures.
  return believed ? [...texts, ...takeWords(left, [0, 0, raster.width, raster.height])] : texts;
}

/** Each word belongs to the first block that its middle lies in. */
function takeWords(left: Set<TextWord>, [x0, y0, x1, y1]: Box): PlacedText[] {
  const taken: PlacedText[] = [];
  for (const word of left) {
    const [x, y] = [(word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2];
    if (x < x0 || x > x1 || y < y0 || y > y1) continue;
    left.delete(word);
    taken.push({ text: word.text, box: word.box, angle: word.angle });
  }
  return taken;
}

interface ReadPage extends Pick<PlacedPage, 'raster' | 'style'> {
  readonly slope: number;
}

function readTexts(block: MarkdownBlock, page: ReadPage): PlacedText[] {
  const { raster, style } = page;
  // A picture's words are shown with it, whether or not Markdown shows them.
  const shown = { ...style, useOcrForImageBlock: true, useSealRecognition: true };
  const nodes = treeBlocks({ blocks: [block], pageWidth: raster.width, style: shown }).flatMap(
    (tree) => tree.nodes,
  );
  const tables = nodes.filter((node) => node.kind === 'table');
  const text = nodes
    .map(textOf)
    .filter((line) => line !== '')
    .join('\n');
  return [
    ...tables.flatMap((table, i) => tableTexts(table, share(block.box, i, tables.length), page)),
    ...(text === '' ? [] : blockTexts(text, block, page)),
  ];
}

function textOf(node: TreeNode): string {
  switch (node.kind) {
    case 'heading':
    case 'paragraph':
      return plainText(node.inlines);
    case 'list':
      return node.items
        .map(({ number, inlines }) => `${number === null ? '•' : `${number}.`} ${plainText(inlines)}`)
        .join('\n');
    case 'code':
      return node.text;
    case 'formula':
      return node.number === null ? node.latex : `${node.latex} ${node.number}`;
    case 'table':
    case 'picture':
      return '';
  }
}

function blockTexts(text: string, { label, box }: MarkdownBlock, { raster, slope }: ReadPage): PlacedText[] {
  if (label === 'vertical_text') return [{ text: text.replaceAll('\n', ' '), box, angle: 90 }];
  const lines = label === 'display_formula' || label === 'formula' ? [] : inkLines(raster, box, slope);
  if (lines.length === 0) return spreadText(text, [box]);
  return spreadText(text, lines).map((piece) => ({ ...piece, box: leant(piece.box, box, slope) }));
}

/** Rules of a table lie this near to the edges of its cells, as a share of their size. */
const ruleMargin = 0.08;

/** Cells on an even grid, since a table's reader does not say where its columns are; within a cell its ink says more. */
function tableTexts(
  { rows, columns }: Extract<TreeNode, { kind: 'table' }>,
  [x0, y0, x1, y1]: Box,
  { raster, slope }: ReadPage,
): PlacedText[] {
  const [across, down] = [(x1 - x0) / columns, (y1 - y0) / rows.length];
  return rows.flatMap((row, r) =>
    row.flatMap(({ column, colspan, rowspan, inlines }) => {
      const lines = plainText(inlines)
        .split('\n')
        .filter((line) => line.trim() !== '');
      if (lines.length === 0) return [];
      const [left, top] = [x0 + column * across, y0 + r * down];
      const cell: Box = [left, top, left + colspan * across, top + rowspan * down];
      const inner = inset(cell);
      const ink = inkLines(raster, inner, slope);
      if (ink.length > 0) {
        return spreadText(lines.join('\n'), ink).map((piece) => ({
          ...piece,
          box: leant(piece.box, inner, slope),
        }));
      }
      return lines.flatMap((line, i) => spreadText(line, [share(cell, i, lines.length)]));
    }),
  );
}

const inset = ([x0, y0, x1, y1]: Box): Box => {
  const [x, y] = [ruleMargin * (x1 - x0), ruleMargin * (y1 - y0)];
  return [x0 + x, y0 + y, x1 - x, y1 - y];
};

/** The i-th of n equal parts, from the top. */
const share = ([x0, y0, x1, y1]: Box, i: number, n: number): Box => [
  x0,
  y0 + ((y1 - y0) * i) / n,
  x1,
  y0 + ((y1 - y0) * (i + 1)) / n,
];
