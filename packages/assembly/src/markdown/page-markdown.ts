/** Blocks of one page, in order, as one Markdown text (pipeline.md 6.1). */
import { cleanMarkdown } from './clean-markdown.ts';
import { type FormatContext, formatters } from './formatters.ts';
import type { MarkdownBlock, MarkdownStyle } from './markdown-block.ts';

export interface PageMarkdownInput {
  readonly blocks: readonly MarkdownBlock[];
  /** Pixels. */
  readonly pageWidth: number;
  readonly style: MarkdownStyle;
  /** Of the clean style: keeps labels of footnotes apart where texts of several pages meet. */
  readonly footnotePrefix?: string;
}

export const pageMarkdown = (input: PageMarkdownInput): string =>
  input.style.flavour === 'clean' ? cleanMarkdown(input) : referenceMarkdown(input);

function referenceMarkdown({ blocks, pageWidth, style }: PageMarkdownInput): string {
  const ignored = new Set(style.ignoreLabels);
  const context: FormatContext = { ...style, pageWidth };
  let text = '';
  blocks.forEach((block, i) => {
    if (ignored.has(block.label)) return;
    const written = numberedFormula(block, blocks[i + 1], style) ?? formatters[block.label]?.(block, context);
    if (written === undefined) return;
    // A block that says nothing still leaves its blank line: the reference's output is matched to the letter.
    text += text === '' ? written : `\n\n${written}`;
  });
  return text;
}

/** One block as `formatBlockContent` shows it; labels without a formatter stay raw. */
export const blockMarkdown = (block: MarkdownBlock, pageWidth: number, style: MarkdownStyle): string =>
  formatters[block.label]?.(block, { ...style, prettify: true, pageWidth }) ?? block.content;

const takesNumber = (label: string) => label === 'display_formula' || label === 'formula';

function numberedFormula(
  block: MarkdownBlock,
  next: MarkdownBlock | undefined,
  style: MarkdownStyle,
): string | null {
  if (!style.showFormulaNumber || !takesNumber(block.label) || next?.label !== 'formula_number') return null;
  return `$$${block.content.replaceAll('$$', '')} \\tag*{${next.content}}$$`;
}
