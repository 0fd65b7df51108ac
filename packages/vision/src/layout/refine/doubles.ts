/** One thing, one region: text inside figures goes, and the weaker of two figures at one place. */
import { boxArea, coverage, overlapOnSmaller } from '@recto/geometry';
import { isSolid, type Piece } from './piece.ts';

/** Share of a text region that lies in a figure or table when it belongs to it. */
const insideShare = 0.8;
/** Two figures or tables of which the smaller lies in the other to this share are one. */
const sameFigure = 0.75;

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

/** Of two figures at one place the surer stays; text regions inside a figure go. */
export function withoutDoubles(pieces: readonly Piece[]): Piece[] {
  const kept = new Set<Piece>();
  for (const piece of pieces.filter(isSolid).toSorted((a, b) => b.score - a.score)) {
    if (![...kept].some((other) => areDoubles(other, piece))) kept.add(piece);
  }
  const figures = [...kept].filter(({ label }) => holders.has(label));
  return pieces.filter((piece) =>
    isSolid(piece) ? kept.has(piece) : !figures.some(({ box }) => coverage(piece.box, box) >= insideShare),
  );
}
