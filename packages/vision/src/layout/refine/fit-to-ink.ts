/** Text regions of a scan hold whole lines: a letter that lies outside its crop is a letter lost, one line read twice is noise. */

import type { PageSize } from '@recto/documents';
import {
  type Box,
  boundingBox,
  boxArea,
  boxCenter,
  clipBox,
  coverage,
  intersectionArea,
} from '@recto/geometry';
import type { InkLines } from './ink-lines.ts';
import { isSolid, type Piece } from './piece.ts';

/** Share of a line that a text region must hold for the rest of the line to be its own; a figure keeps what lies in it. */
const heldShare = { text: 0.7, solid: 0.5 };
/** A line that a box covers to less than this only touches it. */
const edgeShare = 0.25;
/** Share of a table inside a text region when both are one. */
const sameInk = 0.7;
/** White that Tesseract and VLMs like around ink, px. */
const margin = 2;

/**
 * Each line goes whole to the region that holds most of it. Regions give up lines of others at their edges,
 * and part where lines of others stand within (a column that steps around a picture).
 */
export function fitToInk(found: readonly Piece[], ink: InkLines, size: PageSize): Piece[] {
  const pieces = withoutInnerTables(found);
  const figures = pieces.filter(isSolid).map(({ box }) => box);
  const owners = ink.lines.map((line) => ownerOf(line, pieces));
  return pieces.flatMap((piece, i) => {
    const own = ink.lines.filter((_, at) => owners[at] === i);
    if (own.length === 0 || isSolid(piece)) return [piece];
    const foreign = [...ink.lines.filter((_, at) => owners[at] !== i), ...ink.lineNumbers];
    const parts = partedBy(foreign, figures, own);
    if (parts.length === 1) return [{ ...piece, box: fitted(piece.box, parts[0] as Box, foreign, size) }];
    return parts.map((part) => ({ ...piece, box: withMargin(part, size) }));
  });
}

/** A table and a larger text region are the same ink; the pipeline would read the larger one (pipeline.md 3.1). */
const withoutInnerTables = (pieces: readonly Piece[]): Piece[] =>
  pieces.filter(
    (piece) =>
      piece.label !== 'table' ||
      !pieces.some(
        (other) =>
          !isSolid(other) &&
          boxArea(other.box) > boxArea(piece.box) &&
          coverage(piece.box, other.box) > sameInk,
      ),
  );

/** Outlines of runs of lines, from top to bottom, with nobody else's line inside and no figure that was outside. */
function partedBy(foreign: readonly Box[], figures: readonly Box[], own: readonly Box[]): Box[] {
  const parts: Box[] = [];
  for (const line of own) {
    const last = parts.at(-1);
    const joined = last && boundingBox([last, line]);
    const runsInto = (figure: Box, outline: Box) =>
      intersectionArea(figure, outline) -
        Math.max(intersectionArea(figure, last ?? line), intersectionArea(figure, line)) >
      boxArea(line);
    const isClear =
      joined &&
      !foreign.some((other) => coverage(other, joined) > edgeShare) &&
      !figures.some((figure) => runsInto(figure, joined));
    if (joined && isClear) parts[parts.length - 1] = joined;
    else parts.push(line);
  }
  return parts;
}

/** Index of the piece that covers most of the line, the smaller of equals; figures and tables keep what lies in them. */
function ownerOf(line: Box, pieces: readonly Piece[]): number | null {
  const shares = pieces.map(({ box }) => coverage(line, box));
  const ofFigures = shares.findIndex((share, i) => share >= heldShare.solid && isSolid(pieces[i] as Piece));
  if (ofFigures >= 0) return ofFigures;
  const most = Math.max(0, ...shares);
  if (most < heldShare.text) return null;
  const equals = pieces.filter((_, i) => shares[i] === most);
  const smallest = equals.reduce((a, b) => (boxArea(b.box) < boxArea(a.box) ? b : a));
  return pieces.indexOf(smallest);
}

const withMargin = ([x0, y0, x1, y1]: Box, { width, height }: PageSize): Box =>
  clipBox([x0 - margin, y0 - margin, x1 + margin, y1 + margin], width, height);

/** What holds the region and all of its lines, less the lines of others beside them. */
function fitted(region: Box, own: Box, foreign: readonly Box[], size: PageSize): Box {
  const ink = withMargin(own, size);
  let [x0, y0, x1, y1] = boundingBox([region, ink]);
  for (const line of foreign) {
    if (intersectionArea([x0, y0, x1, y1], line) === 0) continue;
    const [x, y] = boxCenter(line);
    if (y <= own[1]) y0 = Math.max(y0, Math.min(line[3], ink[1]));
    else if (y >= own[3]) y1 = Math.min(y1, Math.max(line[1], ink[3]));
    else if (x <= own[0]) x0 = Math.max(x0, Math.min(line[2], ink[0]));
    else if (x >= own[2]) x1 = Math.min(x1, Math.max(line[0], ink[2]));
  }
  return [x0, y0, x1, y1];
}
