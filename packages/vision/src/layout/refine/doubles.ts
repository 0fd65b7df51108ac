/** One thing, one region: text inside figures goes, and the weaker of two figures at one place. */
import { boxArea, coverage, iou } from '@recto/geometry';
import { isSolid, type Piece } from './piece.ts';

/** Share of a text region that lies in a figure or table when it belongs to it. */
const insideShare = 0.8;
/** Two figures or tables with this IoU, or one inside the other to `insideShare`, are one. */
const sameFigure = 0.6;

/** May hold text of their own. */
const holders: ReadonlySet<string> = new Set(['table', 'image', 'chart', 'seal']);

export function withoutDoubles(pieces: readonly Piece[]): Piece[] {
  const kept: Piece[] = [];
  const solids = pieces.filter(isSolid).toSorted((a, b) => b.score - a.score);
  for (const piece of solids) {
    const double = kept.some(
      (other) =>
        iou(other.box, piece.box) >= sameFigure ||
        (boxArea(piece.box) < boxArea(other.box) &&
          other.label === piece.label &&
          coverage(piece.box, other.box) >= insideShare),
    );
    if (!double) kept.push(piece);
  }
  const figures = kept.filter(({ label }) => holders.has(label));
  const survives = new Set(kept);
  return pieces.filter((piece) =>
    isSolid(piece)
      ? survives.has(piece)
      : !figures.some(({ box }) => coverage(piece.box, box) >= insideShare),
  );
}
