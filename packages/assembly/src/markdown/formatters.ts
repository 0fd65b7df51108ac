/** Label -> how a block of it is written (pipeline.md 6.2). A label without an entry contributes nothing to Markdown. */
import { boxWidth } from '@recto/geometry';
import { chartTable } from './chart-table.ts';
import { headingOfLevel, numberedHeading } from './headings.ts';
import type { MarkdownBlock, MarkdownStyle } from './markdown-block.ts';
import { centered, collapse, spreadLines, withoutTrailing } from './text.ts';

export interface FormatContext
  extends Omit<MarkdownStyle, 'flavour' | 'ignoreLabels' | 'separateLabels' | 'showFormulaNumber'> {
  /** Pixels; widths of pictures are given as a share of it. */
  readonly pageWidth: number;
}

export type Formatter = (block: MarkdownBlock, context: FormatContext) => string;

const raw: Formatter = ({ content }) => content;
const paragraphs: Formatter = ({ content }) => spreadLines(content);
const caption: Formatter = ({ content }, { prettify }) => (prettify ? centered(collapse(content)) : content);
const heading: Formatter = ({ content, titleLevel }) =>
  titleLevel === null ? numberedHeading(content) : headingOfLevel(content, titleLevel);

/** A first piece that is one of the words becomes a heading of its own. */
const headedBy =
  (separator: string, words: readonly string[], afterHead: string): Formatter =>
  ({ content }) => {
    const pieces = content.split(separator);
    const first = pieces.findIndex((piece) => piece.trim() !== '');
    const head = pieces[first];
    if (head !== undefined && words.includes(head.trim().toLowerCase()))
      pieces[first] = `## ${head}${afterHead}`;
    return pieces.join(separator);
  };

/** Empty for a block without a picture. */
const imageTag = ({ box, picturePath }: MarkdownBlock, { prettify, pageWidth }: FormatContext): string => {
  if (picturePath === null) return '';
  if (!prettify) return `![](${picturePath})`;
  const percent = Math.trunc((100 * boxWidth(box)) / pageWidth);
  return `<img src="${picturePath}" alt="Image" width="${percent}%" />`;
};

const picture = (block: MarkdownBlock, context: FormatContext, withText: boolean): string => {
  const image = imageTag(block, context);
  const shown = withText ? `${image}\n\n${block.content}\n\n` : image;
  return context.prettify ? centered(shown) : shown;
};

const image: Formatter = (block, context) => picture(block, context, context.useOcrForImageBlock);
const chart: Formatter = (block, context) =>
  context.useChartRecognition ? chartTable(block.content) : picture(block, context, false);
const seal: Formatter = (block, context) => {
  if (context.useLayoutDetection) return picture(block, context, context.useSealRecognition);
  return context.prettify ? centered(collapse(block.content)) : block.content;
};

const tableStyles = [
  ['<table>', "<table border=1 style='margin: auto; word-wrap: break-word;'>"],
  ['<th>', "<th style='text-align: center; word-wrap: break-word;'>"],
  ['<td>', "<td style='text-align: center; word-wrap: break-word;'>"],
] as const;

/** Cells that carry a span keep their bare tag, as in the reference. */
const table: Formatter = ({ content }, { prettify }) =>
  prettify
    ? `\n${tableStyles.reduce((html, [tag, styled]) => html.replaceAll(tag, styled), content)}`
    : `\n\n${content.replace(/<\/?(?:html|body)>/g, '')}`;

export const formatters: Readonly<Record<string, Formatter>> = {
  doc_title: ({ content }) => collapse(`# ${content}`),
  paragraph_title: heading,
  abstract_title: heading,
  reference_title: heading,
  content_title: heading,
  text: paragraphs,
  ocr: paragraphs,
  vertical_text: paragraphs,
  reference_content: paragraphs,
  vision_footnote: paragraphs,
  figure_title: caption,
  table_title: caption,
  chart_title: caption,
  abstract: headedBy(' ', ['摘要', 'abstract'], '\n'),
  reference: headedBy('\n', ['参考文献', 'references'], ''),
  content: ({ content }) => content.replaceAll('-\n', '  \n').replaceAll('\n', '  \n'),
  algorithm: ({ content }) => withoutTrailing(content.replace(/^\n+/, ''), '\n'),
  display_formula: raw,
  inline_formula: raw,
  formula: raw,
  table,
  image,
  header_image: image,
  footer_image: image,
  chart,
  seal,
  spotting: raw,
  number: raw,
  footnote: raw,
  header: raw,
  footer: raw,
  aside_text: raw,
};
