/**
 * `docx`: every page a section with its own header and footer. The format is built as a whole, so its size is bounded; the
 * other formats are written page by page.
 */
import { RectoError } from '@recto/contracts';
import {
  Document,
  Footer,
  Header,
  type ISectionOptions,
  Packer,
  PageOrientation,
  Paragraph,
  SectionType,
} from 'docx';
import type { TreeBlock, TreeNode } from '../../tree/document-tree.ts';
import { nodesInOrder, treeBlocks } from '../../tree/tree-blocks.ts';
import type { ExportLimits } from '../export-limits.ts';
import type { ExportPage, ExportPages } from '../export-page.ts';
import type { DocxContext } from './docx-inlines.ts';
import { docxNode } from './docx-nodes.ts';
import { docxNumbering, docxStyles } from './docx-styles.ts';
import { type Place, placeOf } from './furniture.ts';

/** A4 with an inch of margin; twips, and pixels of 1/96 inch. */
const paper = { width: 11_906, height: 16_838 };
const margin = 1440;
const twipsPerPixel = 15;
/** Heap that one run, cell or formula takes in the library until the file is packed; measured on pages full of them. */
const bytesPerPiece = 12 * 1024;

export async function* docxExport(pages: ExportPages, limits: ExportLimits): AsyncGenerator<Uint8Array> {
  const sections: ISectionOptions[] = [];
  let bytes = 0;
  for await (const page of pages) {
    const { blocks, width: pageWidth, style } = page;
    const tree = treeBlocks({ blocks, pageWidth, style });
    bytes += weightOf(page, tree);
    if (bytes > limits.maxDocxBytes) {
      throw new RectoError('export.too_large', {
        message: 'The DOCX export would be too large to build: ask for fewer pages at a time',
      });
    }
    sections.push(section(page, tree, limits));
  }
  const document = new Document({
    creator: 'Recto',
    styles: docxStyles,
    numbering: docxNumbering,
    sections: sections.length > 0 ? sections : [{ children: [] }],
  });
  yield await Packer.toBuffer(document);
}

const weightOf = ({ pictures }: ExportPage, tree: readonly TreeBlock[]): number =>
  tree.flatMap(({ nodes }) => nodes).reduce((sum, node) => sum + piecesOf(node) * bytesPerPiece, 0) +
  [...pictures.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);

function piecesOf(node: TreeNode): number {
  switch (node.kind) {
    case 'heading':
    case 'paragraph':
      return 1 + node.inlines.length;
    case 'list':
      return node.items.reduce((sum, { inlines }) => sum + 1 + inlines.length, 0);
    case 'table':
      return node.rows.flat().reduce((sum, { inlines }) => sum + 1 + inlines.length, 0);
    case 'code':
      return node.text.split('\n').length;
    default:
      return 1;
  }
}

function section(page: ExportPage, tree: readonly TreeBlock[], limits: ExportLimits): ISectionOptions {
  const { width: pageWidth, height, pictures } = page;
  const landscape = pageWidth > height;
  const [across, down] = landscape ? [paper.height, paper.width] : [paper.width, paper.height];
  const context: DocxContext = {
    pictures,
    maxLatexLength: limits.maxLatexLength,
    textWidth: (across - 2 * margin) / twipsPerPixel,
    textHeight: (down - 2 * margin) / twipsPerPixel,
  };
  const placed = (place: Place) =>
    nodesInOrder(tree.filter(({ label, box }) => placeOf(label, box, height) === place)).flatMap((node) =>
      docxNode(node, context),
    );
  const orEmpty = (children: ReturnType<typeof placed>) =>
    children.length > 0 ? children : [new Paragraph({})];
  return {
    properties: {
      type: SectionType.NEXT_PAGE,
      page: {
        // docx turns the two itself for landscape.
        size: { ...paper, orientation: landscape ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT },
        margin: { top: margin, bottom: margin, left: margin, right: margin },
      },
    },
    // Without one of its own a section would repeat the page before it.
    headers: { default: new Header({ children: orEmpty(placed('header')) }) },
    footers: { default: new Footer({ children: orEmpty(placed('footer')) }) },
    children: placed('body'),
  };
}
