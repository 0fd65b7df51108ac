/** Page furniture: running heads, feet and page numbers, known by place, size and repetition. */
import type { LayoutLabel } from '@recto/contracts';
import type { PageSize, TextWord } from '@recto/documents';
import { type Box, boundingBox, boxHeight, boxWidth, intervalOverlap } from '@recto/geometry';
import { isSolid, type Piece } from './piece.ts';
import type { RunningHeads } from './running-heads.ts';
import { blockText } from './style.ts';

/**
 * How deep from the edge small text is furniture, as a share of the page's height, and how much clear space it then
 * needs towards the rest, in heights of its nearest line.
 */
const margins = [
  { depth: 0.1, clearance: 0.75 },
  { depth: 0.13, clearance: 2 },
] as const;
/** Where repetition is looked for. */
const repeatMargin = 0.15;
/** Furniture is lower than this share of the page's height. */
const maxHeight = 0.045;
/** Forms and tables reach into the margin with more pieces than any masthead has. */
const maxPieces = 10;
/** A page needs this much besides: on a slide or a label the text in the margin may be all there is. */
const minOtherHeight = 0.06;
/** Without words: narrower than this share of the page's width is a page number. */
const numberWidth = 0.05;

const pageNumber =
  /^[\s([–—-]*(?:p(?:age|\.)?|s(?:eite|\.)|第)?\s*(?:[a-z]-?)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:of|\/|von|de|共)\s*\d{1,4})?\s*页?[\s)\].–—-]*$/i;

/** Font sizes between a page number and a running head on one line, where nothing else tells them apart. */
const numberGap = 1.5;
/** A title has at most this many neighbours on its row; a running head of many parts may have large ones. */
const rowOfTitle = 1;

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

const neighboursOnRow = ({ box }: Piece, pieces: readonly Piece[]): number =>
  pieces.filter(
    (other) =>
      other.box !== box && intervalOverlap(other.box[1], other.box[3], box[1], box[3]) > 0.5 * boxHeight(box),
  ).length;

/**
 * The pieces of one margin, when a clear space divides them from the rest of the page. From the edge inwards: what lies
 * beyond the innermost clear space is furniture.
 */
function aloneInMargin(pieces: readonly Piece[], side: Side, page: PageSize): Piece[] {
  const depth = ({ box }: Piece) => (side === 'top' ? box[1] : page.height - box[3]);
  const end = ({ box }: Piece) => (side === 'top' ? box[3] : page.height - box[1]);
  const sorted = pieces.toSorted((a, b) => depth(a) - depth(b));
  const isClear = (reach: number, nearest: Piece, next: Piece) =>
    margins.some(
      (m) => reach <= m.depth * page.height && depth(next) - reach >= m.clearance * lineHeight(nearest),
    );
  let alone = 0;
  let nearest: Piece | undefined;
  for (const [i, piece] of sorted.entries()) {
    const isPlain =
      plain.has(piece.label) || (piece.label === 'doc_title' && neighboursOnRow(piece, sorted) > rowOfTitle);
    if (!isPlain || boxHeight(piece.box) > maxHeight * page.height) break;
    if (!nearest || end(piece) > end(nearest)) nearest = piece;
    const next = sorted[i + 1];
    if (next && isClear(end(nearest), nearest, next)) alone = i + 1;
  }
  if (alone > maxPieces) return [];
  const otherHeight = sorted.slice(alone).reduce((sum, { box }) => sum + boxHeight(box), 0);
  return otherHeight >= minOtherHeight * page.height ? sorted.slice(0, alone) : [];
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

/** A running head and the page number on its line as two pieces, where space, weight or size tells them apart. */
function withNumberApart(piece: Piece): Piece[] {
  const [line, ...others] = piece.lines;
  const [first, last] = [line?.words[0], line?.words.at(-1)];
  if (!line || !first || !last || others.length > 0 || line.words.length < 2 || first.angle !== 0)
    return [piece];
  const isApart = (number: TextWord, next: TextWord) => {
    const gap = Math.max(next.box[0] - number.box[2], number.box[0] - next.box[2]);
    const isOfOtherType = number.bold !== next.bold || Math.abs(number.fontSize - next.fontSize) > 0.5;
    return pageNumber.test(number.text) && (isOfOtherType || gap >= numberGap * line.fontSize);
  };
  const part = (words: readonly TextWord[]): Piece => {
    const [x0, , x1] = boundingBox(words.map(({ box }) => box));
    const box: Box = [x0, line.box[1], x1, line.box[3]];
    return { ...piece, box, lines: [{ ...line, words, box, upright: box }] };
  };
  if (isApart(first, line.words[1] as TextWord)) return [part([first]), part(line.words.slice(1))];
  if (isApart(last, line.words.at(-2) as TextWord)) return [part(line.words.slice(0, -1)), part([last])];
  return [piece];
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
  return pieces.flatMap((piece) => {
    const isAgain = again.has(piece) && plain.has(piece.label);
    if (!isAgain && !top.has(piece) && !bottom.has(piece)) return piece;
    const side = piece.box[1] + piece.box[3] < page.height ? 'top' : 'bottom';
    return withNumberApart(piece).map((part) => ({ ...part, label: labelOf(part, side, page) }));
  });
}
