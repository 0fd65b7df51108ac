/** Page furniture: running heads, feet and page numbers, known by place, size and repetition. */
import type { LayoutLabel } from '@recto/contracts';
import type { PageSize } from '@recto/documents';
import { boxHeight, boxWidth } from '@recto/geometry';
import { isSolid, type Piece } from './piece.ts';
import type { RunningHeads } from './running-heads.ts';
import { blockText } from './style.ts';

/** The outer margins where small text alone is furniture, as shares of the page's height. */
const margin = { top: 0.09, bottom: 0.09 };
/** Where repetition is looked for. */
const repeatMargin = 0.15;
/** Furniture is lower than this share of the page's height. */
const maxHeight = 0.045;
/** Space between furniture and the rest, in heights of its nearest line. */
const clearance = 0.75;
/** A page needs this much besides: on a slide or a label the text in the margin may be all there is. */
const minOtherHeight = 0.12;
/** Without words: narrower than this share of the page's width is a page number. */
const numberWidth = 0.05;

const pageNumber =
  /^[\s([–—-]*(?:p(?:age|\.)?|s(?:eite|\.)|第)?\s*(?:[a-z]-?)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:of|\/|von|de|共)\s*\d{1,4})?\s*页?[\s)\].–—-]*$/i;

/** Labels that the furniture rule may overrule. */
const plain: ReadonlySet<LayoutLabel> = new Set([
  'text',
  'paragraph_title',
  'aside_text',
  'content',
  'reference_content',
  'number',
  'header',
  'footer',
]);

type Side = 'top' | 'bottom';

/** Height of a line of the piece, in pixels; the whole box where there are no words. */
const lineHeight = ({ lines, box }: Piece) =>
  lines.length > 0 ? Math.max(...lines.map(({ fontSize }) => fontSize)) : boxHeight(box);

const inMargin = ({ box }: Piece, side: Side, share: number, page: PageSize): boolean =>
  side === 'top' ? box[3] <= share * page.height : box[1] >= (1 - share) * page.height;

function labelOf(piece: Piece, side: Side, page: PageSize): LayoutLabel {
  const isNumber =
    piece.lines.length > 0
      ? pageNumber.test(blockText(piece.lines))
      : boxWidth(piece.box) < numberWidth * page.width;
  if (isNumber) return 'number';
  return side === 'top' ? 'header' : 'footer';
}

/**
 * The pieces of one margin, when a clear space divides them from the rest of the page. From the edge inwards: what lies
 * beyond the first clear space is furniture.
 */
function aloneInMargin(pieces: readonly Piece[], side: Side, page: PageSize): Piece[] {
  const depth = ({ box }: Piece) => (side === 'top' ? box[1] : page.height - box[3]);
  const end = ({ box }: Piece) => (side === 'top' ? box[3] : page.height - box[1]);
  const fits = (piece: Piece) =>
    plain.has(piece.label) &&
    boxHeight(piece.box) <= maxHeight * page.height &&
    inMargin(piece, side, margin[side], page);
  const sorted = pieces.toSorted((a, b) => depth(a) - depth(b));
  let best: Piece[] = [];
  const run: Piece[] = [];
  for (const [i, piece] of sorted.entries()) {
    if (!fits(piece)) break;
    run.push(piece);
    const next = sorted[i + 1];
    const reach = Math.max(...run.map(end));
    const nearest = run.reduce((a, b) => (end(a) >= end(b) ? a : b));
    const other = sorted.slice(i + 1).reduce((sum, p) => sum + boxHeight(p.box), 0);
    if (
      next &&
      depth(next) - reach >= clearance * lineHeight(nearest) &&
      other >= minOtherHeight * page.height
    ) {
      best = [...run];
    }
  }
  return best;
}

/** Pieces that nearby pages repeat. Pages without words have none. */
function repeated(
  pieces: readonly Piece[],
  heads: RunningHeads,
  pageIndex: number,
  page: PageSize,
): Set<Piece> {
  const candidates = pieces
    .filter(
      (piece) =>
        !isSolid(piece) &&
        piece.lines.length > 0 &&
        piece.lines.length <= 3 &&
        (inMargin(piece, 'top', repeatMargin, page) || inMargin(piece, 'bottom', repeatMargin, page)),
    )
    .map((piece) => ({ piece, text: blockText(piece.lines), box: piece.box }));
  const found = heads.observe(pageIndex, page.height, candidates);
  return new Set([...found].map(({ piece }) => piece));
}

export interface FurnitureInput {
  readonly pieces: readonly Piece[];
  readonly page: PageSize;
  /** 0-based, for the memory of running heads. */
  readonly pageIndex: number;
  readonly runningHeads: RunningHeads | undefined;
}

/** The same pieces, with `header`, `footer` and `number` where they are furniture. */
export function labelFurniture({ pieces, page, pageIndex, runningHeads }: FurnitureInput): Piece[] {
  const again = runningHeads ? repeated(pieces, runningHeads, pageIndex, page) : new Set<Piece>();
  const top = new Set(aloneInMargin(pieces, 'top', page));
  const bottom = new Set(aloneInMargin(pieces, 'bottom', page));
  return pieces.map((piece) => {
    const isAgain = again.has(piece) && plain.has(piece.label);
    if (!isAgain && !top.has(piece) && !bottom.has(piece)) return piece;
    const side = piece.box[1] + piece.box[3] < page.height ? 'top' : 'bottom';
    return { ...piece, label: labelOf(piece, side, page) };
  });
}
