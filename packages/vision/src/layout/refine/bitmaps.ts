/**
 * Pictures that the PDF itself places: a network overlooks a logo and takes a map of many parts apart, the file says where each begins
 * and ends. For pages with a text layer: on a scan the one bitmap is the page.
 */
import type { PageSize, Raster } from '@recto/documents';
import {
  type Box,
  boundingBox,
  boxArea,
  boxHeight,
  boxWidth,
  clipBox,
  coverage,
  intersectionArea,
} from '@recto/geometry';
import type { PageText } from './page-text.ts';
import { isPicture, isSolid, type Piece } from './piece.ts';

/** A page with more bitmaps is a drawing made of them. */
const mostBitmaps = 200;
/** Bitmaps whose edges come this near to each other, and whose ends lie as near, are tiles of one picture, pixels. */
const tileGap = 2;
/** Share of the page. Smaller is a bullet or an ornament, larger the ground that the page stands on. */
const pictureArea = { least: 0.0015, most: 0.5 };
/** Sides: the shorter one as a share of the page's shorter one, and the longer over the shorter. Others are rules and bars. */
const pictureSides = { least: 0.02, ratio: 12 };
/** A line of so many words stands on a bitmap that is the ground of a text; labels of a map are shorter. */
const wordsOnGround = 4;
/** Print in a bitmap, which the network saw to this share of it, is read. */
const printShare = 0.25;
/** One region that covers so much of a bitmap is that picture. */
const seenShare = 0.5;
/** A region that lies in a bitmap to this share is a part of it. */
const partShare = 0.8;
/** Wholly this near to the upper or lower edge, as a share of the height, a picture is page furniture. */
const margin = 0.12;
/** Points that are looked at along each side, and how far the darkest must be from the brightest for anything to be seen. */
const ink = { samples: 24, contrast: 24 };

const alike = (a: number, b: number): boolean => Math.abs(a - b) <= tileGap;

function areTiles(a: Box, b: Box): boolean {
  const beside = alike(a[1], b[1]) && alike(a[3], b[3]) && (alike(a[2], b[0]) || alike(b[2], a[0]));
  const below = alike(a[0], b[0]) && alike(a[2], b[2]) && (alike(a[3], b[1]) || alike(b[3], a[1]));
  return beside || below;
}

function joinedTiles(boxes: readonly Box[]): Box[] {
  const joined: Box[] = [];
  // Rows first, then the rows below each other: in any order a tile finds the picture so far, or a later one does.
  for (let box of boxes.toSorted((a, b) => a[1] - b[1] || a[0] - b[0])) {
    for (;;) {
      const at = joined.findIndex((other) => areTiles(other, box));
      if (at < 0) break;
      box = boundingBox([box, ...joined.splice(at, 1)]);
    }
    joined.push(box);
  }
  return joined;
}

function hasShape(box: Box, { width, height }: PageSize): boolean {
  const share = boxArea(box) / (width * height);
  const [short, long] = [boxWidth(box), boxHeight(box)].toSorted((a, b) => a - b) as [number, number];
  return (
    share >= pictureArea.least &&
    share <= pictureArea.most &&
    short >= pictureSides.least * Math.min(width, height) &&
    long <= pictureSides.ratio * short
  );
}

/** Masks and grounds of one colour show nothing. */
function showsSomething([x0, y0, x1, y1]: Box, { width, data }: Raster): boolean {
  let [darkest, brightest] = [255, 0];
  for (let row = 0; row < ink.samples; row += 1) {
    const y = Math.floor(y0 + ((row + 0.5) / ink.samples) * (y1 - y0));
    for (let column = 0; column < ink.samples; column += 1) {
      const x = Math.floor(x0 + ((column + 0.5) / ink.samples) * (x1 - x0));
      const at = 3 * (y * width + x);
      for (let channel = 0; channel < 3; channel += 1) {
        const value = data[at + channel] ?? 255;
        darkest = Math.min(darkest, value);
        brightest = Math.max(brightest, value);
      }
    }
  }
  return brightest - darkest >= ink.contrast;
}

const isGround = (box: Box, { lines }: PageText): boolean =>
  lines.some(({ box: line, words }) => words.length >= wordsOnGround && coverage(line, box) >= seenShare);

function isKnown(box: Box, pieces: readonly Piece[]): boolean {
  const shareOf = (piece: Piece) => intersectionArea(piece.box, box) / boxArea(box);
  const print = pieces.filter((piece) => !isSolid(piece)).reduce((sum, piece) => sum + shareOf(piece), 0);
  return print >= printShare || pieces.some((piece) => isSolid(piece) && shareOf(piece) >= seenShare);
}

const isPartOf = (piece: Piece, box: Box): boolean =>
  isPicture(piece) && coverage(piece.box, box) >= partShare;

function labelOf([, top, , bottom]: Box, { height }: PageSize): Piece['label'] {
  if (bottom <= margin * height) return 'header_image';
  return top >= (1 - margin) * height ? 'footer_image' : 'image';
}

/** The pieces with the pictures that the network missed; the parts that it took one for go. `bitmaps` in page pixels. */
export function withBitmaps(
  pieces: readonly Piece[],
  bitmaps: readonly Box[],
  text: PageText,
  raster: Raster,
): Piece[] {
  if (bitmaps.length > mostBitmaps) return [...pieces];
  const { size } = text;
  const missed = joinedTiles(bitmaps)
    .map((box) => clipBox(box, size.width, size.height))
    .filter(
      (box) =>
        hasShape(box, size) && !isKnown(box, pieces) && !isGround(box, text) && showsSomething(box, raster),
    );
  const rest = pieces.filter((piece) => !missed.some((box) => isPartOf(piece, box)));
  return [...rest, ...missed.map((box): Piece => ({ label: labelOf(box, size), score: 0, box, lines: [] }))];
}
