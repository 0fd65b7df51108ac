/** Inlines as runs of a Word paragraph. */
import { ImageRun, type IRunOptions, type ParagraphChild, TextRun } from 'docx';
import type { Inline } from '../../tree/document-tree.ts';
import { jpegSize } from '../jpeg-size.ts';
import { mathTree } from '../math/latex.ts';
import { ommlOf } from '../math/omml.ts';

export interface DocxContext {
  readonly pictures: ReadonlyMap<string, Uint8Array>;
  readonly maxLatexLength: number;
  /** Between the margins, in pixels of 1/96 inch. */
  readonly textWidth: number;
  readonly textHeight: number;
}

export const docxInlines = (
  inlines: readonly Inline[],
  context: DocxContext,
  style: IRunOptions = {},
): ParagraphChild[] => inlines.flatMap((inline) => docxInline(inline, context, style));

function docxInline(inline: Inline, context: DocxContext, style: IRunOptions): ParagraphChild[] {
  switch (inline.kind) {
    case 'text': {
      const script = inline.script === 'sup' ? { superScript: true } : { subScript: true };
      return [new TextRun({ ...style, ...(inline.script && script), text: xmlText(inline.text) })];
    }
    case 'math':
      return formulaRuns(inline.latex, context);
    case 'picture':
      return pictureRun(inline.path, cellShare, context);
    case 'break':
      return [new TextRun({ break: 1 })];
  }
}

/** A picture in a cell of a table takes at most this share of the text's width. */
const cellShare = 0.25;

/** Native where it converts, LaTeX where not. */
export function formulaRuns(latex: string, { maxLatexLength }: DocxContext): ParagraphChild[] {
  const tree = mathTree(latex, maxLatexLength);
  if (tree === null) return [new TextRun({ text: xmlText(latex), font: 'Cambria Math' })];
  return [ommlOf(tree) as unknown as ParagraphChild];
}

/** @param share of the text's width */
export function pictureRun(path: string, share: number, context: DocxContext): ParagraphChild[] {
  const data = context.pictures.get(path);
  const size = data && jpegSize(data);
  if (!data || !size) return [];
  const width = Math.max(1, share * context.textWidth);
  const scale = Math.min(width / size.width, (context.textHeight * tallest) / size.height);
  const transformation = {
    width: Math.max(1, Math.round(size.width * scale)),
    height: Math.max(1, Math.round(size.height * scale)),
  };
  return [new ImageRun({ type: 'jpg', data, transformation })];
}

/** Share of the text's height, so that the caption finds room below. */
const tallest = 0.85;

/** Word refuses a file with signs that XML does not know. */
export const xmlText = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '');
