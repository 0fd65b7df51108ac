/** One thing, one region: text inside figures goes, and the weaker of two figures or of two text regions at one place. */
import {
  type Box,
  boundingBox,
  boxArea,
  boxHeight,
  boxWidth,
  coverage,
  intervalOverlap,
  overlapOnSmaller,
} from '@recto/geometry';
import { isSolid, type Piece } from './piece.ts';

/** Share of a text region that lies in a figure or table when it belongs to it. */
const insideShare = 0.8;
/** Two figures or tables of which the smaller lies in the other to this share are one. */
const sameFigure = 0.75;

/** Two tables that share this much of the smaller one are the two ends of one. */
const sameTable = 0.25;
/** Of two text regions that share this much of the smaller one the weaker goes... */
const sameText = 0.7;
/** ... and where they share less, but this much of the lower one's height and of the weaker one's width, it gives way. */
const sharedText = { height: 0.15, width: 0.85 };

/** Shares of area and score below and above which a text region is but a scrap of the one around it. */
const scrapOf = { area: 0.3, score: 0.7 };

/** What fills more of a table than this is no cell of it. */
const cellShare = 0.4;

/** May hold text of their own. */
const holders: ReadonlySet<string> = new Set(['table', 'image', 'chart', 'seal']);

/** Pictures and formulas stand in cells of tables. */
const isCellOf = (inner: Piece, outer: Piece) =>
  outer.label === 'table' && inner.label !== 'table' && inner.label !== 'chart';

function areDoubles(a: Piece, b: Piece): boolean {
  if (overlapOnSmaller(a.box, b.box) < sameFigure) return false;
  const [inner, outer] = boxArea(a.box) < boxArea(b.box) ? [a, b] : [b, a];
  return !isCellOf(inner, outer) || boxArea(inner.box) > cellShare * boxArea(outer.box);
}

const isFrame = ({ label }: Piece) => label === 'reference';

const surestFirst = (pieces: readonly Piece[]): Piece[] => pieces.toSorted((a, b) => b.score - a.score);

/** Figures, tables and formulas: of two at one place the surer; two ends of a table as one. */
function distinctFigures(pieces: readonly Piece[]): Piece[] {
  const kept: Piece[] = [];
  for (const piece of surestFirst(pieces)) {
    if (kept.some((other) => areDoubles(other, piece))) continue;
    const end = kept.findIndex(
      ({ label, box }) =>
        label === 'table' && piece.label === 'table' && overlapOnSmaller(box, piece.box) >= sameTable,
    );
    const table = kept[end];
    if (table) kept[end] = { ...table, box: boundingBox([table.box, piece.box]) };
    else kept.push(piece);
  }
  return kept;
}

/** The part of `box` above or below `other`, whichever is higher, if they share lines; else all of it. */
function besides(box: Box, other: Box): Box {
  const width = intervalOverlap(box[0], box[2], other[0], other[2]);
  const height = intervalOverlap(box[1], box[3], other[1], other[3]);
  const shares =
    width >= sharedText.width * boxWidth(box) &&
    height >= sharedText.height * Math.min(boxHeight(box), boxHeight(other));
  if (!shares) return box;
  const [x0, y0, x1, y1] = box;
  return other[1] - y0 > y1 - other[3] ? [x0, y0, x1, other[1]] : [x0, other[3], x1, y1];
}

/** `scrap` is a line or two of what `whole` holds all of, though it is a little surer. */
const isScrapOf = (scrap: Piece, whole: Piece) =>
  scrap.label === 'text' &&
  coverage(scrap.box, whole.box) >= sameText &&
  boxArea(scrap.box) < scrapOf.area * boxArea(whole.box) &&
  whole.score >= scrapOf.score * scrap.score;

/** Text regions no two of which share lines: what is read twice is wrong twice. `reference` frames its entries and stays. */
function distinctTexts(pieces: readonly Piece[]): Piece[] {
  const texts = pieces.filter((piece) => !isFrame(piece));
  const wholes = texts.filter((piece) => !texts.some((whole) => isScrapOf(piece, whole)));
  const kept: Piece[] = [];
  for (const piece of surestFirst(wholes)) {
    if (kept.some(({ box }) => overlapOnSmaller(box, piece.box) >= sameText)) continue;
    const box = kept.reduce<Box>((rest, other) => besides(rest, other.box), piece.box);
    if (boxHeight(box) > 0) kept.push(box === piece.box ? piece : { ...piece, box });
  }
  return [...pieces.filter(isFrame), ...kept];
}

/** Every place belongs to one region of its kind; text regions inside a figure go. */
export function withoutDoubles(pieces: readonly Piece[]): Piece[] {
  const figures = distinctFigures(pieces.filter(isSolid));
  const holding = figures.filter(({ label }) => holders.has(label));
  const texts = pieces.filter(
    (piece) => !isSolid(piece) && !holding.some(({ box }) => coverage(piece.box, box) >= insideShare),
  );
  return [...figures, ...distinctTexts(texts)];
}
