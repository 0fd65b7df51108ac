/** Pictures that are the document: a photographed card or screen looks like a picture, and its print is what is wanted. */
import type { PageSize } from '@recto/documents';
import { type Box, boxArea, coverage } from '@recto/geometry';
import { isPicture, type Piece } from './piece.ts';

/** A picture that takes this share of the page, of which the network is less sure than this ... */
const doubtful = { area: 0.35, score: 0.75 };
/** ... and that holds so many lines of print, which take this share of it. A chart has fewer, a photograph hardly any. */
const print = { lines: 12, share: 0.1 };
/** A line lies in a picture to this share. */
const insideShare = 0.5;

/** For a page without a text layer; `lines` of its ink, page pixels. */
export function withoutFalsePictures(
  pieces: readonly Piece[],
  lines: readonly Box[],
  size: PageSize,
): Piece[] {
  return pieces.filter((piece) => {
    const { score, box } = piece;
    if (!isPicture(piece)) return true;
    if (score >= doubtful.score || boxArea(box) < doubtful.area * size.width * size.height) return true;
    const inside = lines.filter((line) => coverage(line, box) >= insideShare);
    const printed = inside.reduce((sum, line) => sum + boxArea(line), 0);
    return inside.length < print.lines || printed < print.share * boxArea(box);
  });
}
