/** Trees as paragraphs and tables of a Word file. */
import { AlignmentType, HeadingLevel, Paragraph, type Table, TabStopType, TextRun } from 'docx';
import type { TreeNode } from '../../tree/document-tree.ts';
import { type DocxContext, docxInlines, formulaRuns, pictureRun, xmlText } from './docx-inlines.ts';
import { bulletReference, codeRun, deepestListLevel, roleStyles } from './docx-styles.ts';
import { docxTable } from './docx-table.ts';

const headingLevels = [
  HeadingLevel.HEADING_1,
  HeadingLevel.HEADING_2,
  HeadingLevel.HEADING_3,
  HeadingLevel.HEADING_4,
  HeadingLevel.HEADING_5,
  HeadingLevel.HEADING_6,
];
const twipsPerPixel = 15;

export function docxNode(node: TreeNode, context: DocxContext): (Paragraph | Table)[] {
  switch (node.kind) {
    case 'heading': {
      const heading = headingLevels[node.level - 1] ?? HeadingLevel.HEADING_6;
      return [new Paragraph({ heading, children: docxInlines(node.inlines, context) })];
    }
    case 'paragraph': {
      const { paragraph, run } = roleStyles[node.role];
      return [new Paragraph({ ...paragraph, children: docxInlines(node.inlines, context, run) })];
    }
    case 'list':
      return node.items.map((item) => listItem(item, context));
    case 'code':
      return [codeParagraph(node.text)];
    case 'formula':
      return [formula(node, context)];
    case 'table':
      return docxTable(node, context);
    case 'picture': {
      const children = pictureRun(node.path, node.share * pageToText, context);
      const style = { alignment: AlignmentType.CENTER, spacing: { before: 120, after: 120 }, keepNext: true };
      return children.length === 0 ? [] : [new Paragraph({ ...style, children })];
    }
  }
}

/** Shares are of the page; the text is as much narrower as its margins are wide (A4 with an inch on either side). */
const pageToText = 1.32;

function listItem(
  item: Extract<TreeNode, { kind: 'list' }>['items'][number],
  context: DocxContext,
): Paragraph {
  const children = docxInlines(item.inlines, context);
  const level = Math.min(deepestListLevel, item.level);
  if (item.number === null) {
    return new Paragraph({
      children,
      numbering: { reference: bulletReference, level },
      spacing: { after: 60 },
    });
  }
  return new Paragraph({
    children: [new TextRun({ text: `${item.number}.\t` }), ...children],
    indent: { left: 480 * (level + 1), hanging: 400 },
    tabStops: [{ type: TabStopType.LEFT, position: 480 * (level + 1) }],
    spacing: { after: 60 },
  });
}

const codeParagraph = (text: string): Paragraph =>
  new Paragraph({
    alignment: AlignmentType.LEFT,
    spacing: { before: 120, after: 120 },
    children: text
      .split('\n')
      .map((line, i) => new TextRun({ ...codeRun, text: xmlText(line), ...(i > 0 && { break: 1 }) })),
  });

/** The number stands at the right margin, as in print. */
function formula({ latex, number }: Extract<TreeNode, { kind: 'formula' }>, context: DocxContext): Paragraph {
  const runs = formulaRuns(latex, context);
  const spacing = { before: 120, after: 120 };
  if (number === null) return new Paragraph({ alignment: AlignmentType.CENTER, spacing, children: runs });
  const width = Math.round(context.textWidth * twipsPerPixel);
  return new Paragraph({
    spacing,
    tabStops: [
      { type: TabStopType.CENTER, position: Math.round(width / 2) },
      { type: TabStopType.RIGHT, position: width },
    ],
    children: [new TextRun({ text: '\t' }), ...runs, new TextRun({ text: `\t${xmlText(number)}` })],
  });
}
