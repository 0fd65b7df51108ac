/** Tables as Word tables, spans included. */
import {
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
} from 'docx';
import type { TreeCell, TreeNode } from '../../tree/document-tree.ts';
import { plainText } from '../../tree/inlines.ts';
import { type DocxContext, docxInlines, xmlText } from './docx-inlines.ts';

type TableNode = Extract<TreeNode, { kind: 'table' }>;

/** More columns than this Word does not open. */
const maxColumns = 63;
const cellRun = { size: 20 };
const cellMargins = { top: 40, bottom: 40, left: 90, right: 90 };
/** 1/20 point per pixel of 1/96 inch. */
const twipsPerPixel = 15;

export function docxTable(table: TableNode, context: DocxContext): (Paragraph | Table)[] {
  const full = table.rows.every((row) => row.length > 0);
  const fits = table.columns <= maxColumns && table.rows.length > 0;
  return fits && (full || hasOnlySpannedGaps(table)) ? [wordTable(table, context), gap()] : asText(table);
}

/** A row may be without a cell of its own where cells from above cover all of it. */
const hasOnlySpannedGaps = ({ rows, columns }: TableNode): boolean => {
  const places = rows.flat().reduce((sum, { rowspan, colspan }) => sum + rowspan * colspan, 0);
  return places === rows.length * columns;
};

function wordTable({ rows, columns }: TableNode, context: DocxContext): Table {
  const widths = columnWidths(rows, columns, context.textWidth * twipsPerPixel);
  return new Table({
    columnWidths: widths,
    width: { size: widths.reduce((sum, width) => sum + width, 0), type: WidthType.DXA },
    layout: TableLayoutType.FIXED,
    alignment: 'center',
    rows: rows.map(
      (row) =>
        new TableRow({
          cantSplit: true,
          children: row.map((cell) => wordCell(cell, widths, context)),
        }),
    ),
  });
}

function wordCell(
  { column, rowspan, colspan, header, inlines }: TreeCell,
  widths: readonly number[],
  context: DocxContext,
) {
  const size = widths.slice(column, column + colspan).reduce((sum, width) => sum + width, 0);
  const children = docxInlines(inlines, context, header ? { ...cellRun, bold: true } : cellRun);
  return new TableCell({
    rowSpan: rowspan,
    columnSpan: colspan,
    margins: cellMargins,
    width: { size, type: WidthType.DXA },
    verticalAlign: VerticalAlign.CENTER,
    children: [new Paragraph({ children })],
  });
}

/** Of the text's width a column gets what its longest content asks for, but no less and no more than makes sense. */
function columnWidths(rows: TableNode['rows'], columns: number, total: number): number[] {
  const wants = new Array<number>(columns).fill(shortest);
  for (const { column, colspan, inlines } of rows.flat()) {
    if (colspan > 1) continue;
    const wanted = Math.min(longest, displayWidth(plainText(inlines)));
    wants[column] = Math.max(wants[column] ?? shortest, wanted);
  }
  const sum = wants.reduce((all, want) => all + want, 0);
  const unit = Math.min(total / sum, widestLetter);
  return wants.map((want) => Math.max(1, Math.floor(want * unit)));
}

/** Letters, margins included. */
const shortest = 4;
const longest = 36;
/** Twips: a table of few short cells need not fill the page. */
const widestLetter = 170;
const margin = 2;

const displayWidth = (text: string): number => {
  const lines = text.split('\n').map((line) => line.length + (line.match(/[\u2e80-\uffef]/g)?.length ?? 0));
  return Math.max(0, ...lines) + margin;
};

/** Two tables one after the other would become one. */
const gap = () => new Paragraph({ spacing: { after: 60 } });

const asText = ({ rows }: TableNode): Paragraph[] =>
  rows.map(
    (row) =>
      new Paragraph({
        children: [
          new TextRun({ text: xmlText(row.map(({ inlines }) => plainText(inlines)).join('\t')), ...cellRun }),
        ],
      }),
  );
