/** Type of exported Word files, as the reference sets it (pipeline.md 6.6): sizes in half points, distances in twips. */
import {
  AlignmentType,
  type IParagraphOptions,
  type IRunOptions,
  type IStylesOptions,
  LevelFormat,
} from 'docx';
import type { ParagraphRole } from '../../tree/document-tree.ts';

const fonts = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', cs: 'Times New Roman', eastAsia: '宋体' };
const firstLine = 432;
const black = '000000';

const heading = (
  size: number,
  before: number,
  alignment: (typeof AlignmentType)[keyof typeof AlignmentType],
) => ({
  run: { font: fonts, size, bold: true, color: black },
  paragraph: { alignment, spacing: { before, after: 120 }, keepNext: true },
});

export const docxStyles: IStylesOptions = {
  default: {
    document: { run: { font: fonts, size: 24 } },
    heading1: heading(40, 0, AlignmentType.CENTER),
    heading2: heading(28, 280, AlignmentType.LEFT),
    heading3: heading(26, 240, AlignmentType.LEFT),
    heading4: heading(24, 200, AlignmentType.LEFT),
    heading5: heading(24, 200, AlignmentType.LEFT),
    heading6: heading(24, 200, AlignmentType.LEFT),
  },
};

interface RoleStyle {
  readonly paragraph: IParagraphOptions;
  readonly run: IRunOptions;
}

const spaced = { after: 120 };

export const roleStyles: Readonly<Record<ParagraphRole, RoleStyle>> = {
  body: {
    paragraph: { alignment: AlignmentType.JUSTIFIED, indent: { firstLine }, spacing: spaced },
    run: {},
  },
  abstract: {
    paragraph: {
      alignment: AlignmentType.JUSTIFIED,
      indent: { left: firstLine, right: firstLine },
      spacing: spaced,
    },
    run: {},
  },
  caption: {
    paragraph: { alignment: AlignmentType.CENTER, spacing: { before: 60, after: 160 } },
    run: { size: 20 },
  },
  contents: { paragraph: { spacing: { after: 60, line: 320 } }, run: {} },
  reference: {
    paragraph: {
      alignment: AlignmentType.JUSTIFIED,
      indent: { left: firstLine, hanging: firstLine },
      spacing: { after: 60 },
    },
    run: {},
  },
  footnote: { paragraph: { spacing: { after: 40 } }, run: { size: 18 } },
  furniture: { paragraph: { alignment: AlignmentType.CENTER }, run: { size: 18, color: '595959' } },
};

export const codeRun: IRunOptions = { font: 'Courier New', size: 22 };

export const bulletReference = 'bullets';
export const deepestListLevel = 8;

/** Ordered items keep the numbers that the document gave them, as text: Word would count on its own. */
export const docxNumbering = {
  config: [
    {
      reference: bulletReference,
      levels: Array.from({ length: deepestListLevel + 1 }, (_, level) => ({
        level,
        format: LevelFormat.BULLET,
        text: level % 2 === 0 ? '•' : '◦',
        style: { paragraph: { indent: { left: 480 * (level + 1), hanging: 280 } } },
      })),
    },
  ],
};
