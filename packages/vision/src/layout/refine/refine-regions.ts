/**
 * After the network: pictures that the PDF places and the network missed become regions, figures lose the text regions
 * inside them, text regions take the shape of their lines, lines that no region covers become regions, page furniture is
 * named, and all of it is put in reading order. Works for any model, and for none: a page with a text layer comes out as ordered paragraphs.
 */
import type { Page, PageSize, Raster } from '@recto/documents';
import { type Box, boxArea, clipBox, coverage } from '@recto/geometry';
import { numberRegions } from '../postprocess.ts';
import { readingOrder } from '../reading-order.ts';
import type { Region } from '../region.ts';
import { withBitmaps } from './bitmaps.ts';
import { withoutDoubles } from './doubles.ts';
import { withoutFalsePictures } from './false-pictures.ts';
import { fitToGrids } from './fit-to-grids.ts';
import { fitToInk } from './fit-to-ink.ts';
import { fitToText, withoutFalseFigures } from './fit-to-text.ts';
import { labelFurniture } from './furniture.ts';
import { missedInk } from './ink-blocks.ts';
import type { PageInk } from './ink-task.ts';
import { type PageText, readPageText } from './page-text.ts';
import { classIdOf, type Piece, pieceOfRegion } from './piece.ts';
import type { RunningHeads } from './running-heads.ts';
import { findDocumentTitle } from './style.ts';
import { withTableHeads } from './table-heads.ts';
import { labelTableNotes } from './table-notes.ts';
import { withTextTables } from './text-tables.ts';

/** What print and rulings a page has, found in a worker thread (SessionPool.findInk). */
export type InkFinder = (raster: Raster, signal: AbortSignal) => Promise<PageInk>;

export interface RefineInput {
  readonly regions: readonly Region[];
  readonly page: Page;
  /** Of this document; without it only the place tells furniture. */
  readonly runningHeads?: RunningHeads | undefined;
  /** For pages whose text is ink; without it only the words of a text layer are recovered. */
  readonly findInk?: InkFinder | undefined;
  readonly signal: AbortSignal;
}

/** A text layer under a picture this large may be a stamp on a scan: the ink is looked at as well. */
const scanShare = 0.5;

function mayBeScan(text: PageText | null, page: Page): boolean {
  if (!text) return true;
  const area = page.raster.width * page.raster.height;
  return (page.textLayer?.images ?? []).some((box) => boxArea(box) >= scanShare * area);
}

/** Headings of a first page: the largest of them is the document's title. */
function withDocumentTitle(pieces: Piece[], page: Page, text: PageText): Piece[] {
  const hasTitle = pieces.some(({ label }) => label === 'doc_title');
  const title = page.index === 0 && !hasTitle ? findDocumentTitle(pieces, text) : undefined;
  return pieces.map((piece) => (piece === title ? { ...piece, label: 'doc_title' } : piece));
}

/** Whole pixels that hold the box. */
const outward = ([x0, y0, x1, y1]: Box, size: PageSize): Box =>
  clipBox([Math.floor(x0), Math.floor(y0), Math.ceil(x1), Math.ceil(y1)], size.width, size.height);

function inReadingOrder(pieces: readonly Piece[], size: PageSize): Region[] {
  const regions = pieces
    .map(({ label, score, box }) => ({
      classId: classIdOf(label),
      label,
      score,
      box: outward(box, size),
      polygon: null,
    }))
    .filter(({ box }) => boxArea(box) > 0);
  return numberRegions(readingOrder(regions, size).flatMap((i) => regions[i] ?? []));
}

/** Columns of line numbers are asides; what the network took them for goes. */
function withLineNumbers(pieces: readonly Piece[], columns: readonly Box[]): Piece[] {
  const rest = pieces.filter(({ box }) => !columns.some((column) => coverage(box, column) > 0.5));
  return [...rest, ...columns.map((box): Piece => ({ label: 'aside_text', score: 0, box, lines: [] }))];
}

/** Regions in reading order, `order` given anew. Throws AbortError, and RectoError layout.failed when a worker died. */
export async function refineRegions(input: RefineInput): Promise<Region[]> {
  const { page, runningHeads, findInk, signal } = input;
  signal.throwIfAborted();
  const size: PageSize = { width: page.raster.width, height: page.raster.height };
  const text = readPageText(page);
  const ink = findInk && mayBeScan(text, page) ? await findInk(page.raster, signal) : null;
  let pieces = input.regions.map(pieceOfRegion);
  if (ink && !text) pieces = withoutFalsePictures(pieces, ink.lines, size);
  if (text)
    pieces = withBitmaps(withoutFalseFigures(pieces, text), page.textLayer?.images ?? [], text, page.raster);
  pieces = withoutDoubles(pieces);
  if (text)
    pieces = labelTableNotes(withTableHeads(withTextTables(fitToText(pieces, text), text), text), text);
  if (ink) {
    pieces = withoutDoubles(fitToGrids(pieces, ink.grids, ink.lines));
    if (!text) pieces = fitToInk(pieces, ink, size);
    pieces = [...pieces, ...missedInk(ink.lines, pieces)];
    if (!text) pieces = withLineNumbers(pieces, ink.lineNumbers);
  }
  pieces = labelFurniture({
    pieces,
    page: size,
    pageIndex: page.index,
    runningHeads,
  });
  if (text) pieces = withDocumentTitle(pieces, page, text);
  return inReadingOrder(pieces, size);
}
