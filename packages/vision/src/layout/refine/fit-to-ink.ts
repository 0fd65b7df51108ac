/** Text regions of a scan take in the lines that they cut: a letter that lies outside its crop is a letter lost. */
import { type Box, boundingBox, boxHeight, coverage, intersectionArea } from '@recto/geometry';
import { isSolid, type Piece } from './piece.ts';

/** Share of a line that a region must hold for the rest of the line to be its own. */
const heldShare = 0.6;
/** How far a region may grow for one line, in heights of that line: a few letters sideways, an ascender upwards. */
const reach = { sideways: 4, upright: 0.6 };
/** White that Tesseract and VLMs like around ink, px. */
const margin = 2;

/** `ink`: boxes of lines. No region grows into another one; a line on the border of two goes to the one that holds most of it. */
export function fitToInk(pieces: readonly Piece[], ink: readonly Box[]): Piece[] {
  let boxes = pieces.map(({ box }) => box);
  for (const line of ink) {
    const home = holderOf(line, pieces, boxes);
    if (home === null) continue;
    boxes = boxes.map((box, i) => (i === home || isSolid(pieces[i] as Piece) ? box : withoutLine(box, line)));
    const before = boxes[home] as Box;
    const grown = grownBy(before, line);
    const collides = boxes.some(
      (other, i) => i !== home && intersectionArea(grown, other) > intersectionArea(before, other),
    );
    if (!collides) boxes[home] = grown;
  }
  return pieces.map((piece, i) => ({ ...piece, box: boxes[i] as Box }));
}

/** A neighbour above or below gives up the sliver of the line that it holds, not more than a line's height. */
function withoutLine(box: Box, line: Box): Box {
  if (intersectionArea(box, line) === 0) return box;
  const [x0, y0, x1, y1] = box;
  const height = boxHeight(line);
  if (line[1] > y0 && y1 - line[1] < height) return [x0, y0, x1, line[1] - margin];
  if (line[3] < y1 && line[3] - y0 < height) return [x0, line[3] + margin, x1, y1];
  return box;
}

function holderOf(line: Box, pieces: readonly Piece[], boxes: readonly Box[]): number | null {
  const shares = boxes.map((box, i) => (isSolid(pieces[i] as Piece) ? 0 : coverage(line, box)));
  const most = Math.max(0, ...shares);
  return most >= heldShare ? shares.indexOf(most) : null;
}

function grownBy(box: Box, line: Box): Box {
  const [x0, y0, x1, y1] = boundingBox([
    box,
    [line[0] - margin, line[1] - margin, line[2] + margin, line[3] + margin],
  ]);
  const [wide, high] = [reach.sideways * boxHeight(line), reach.upright * boxHeight(line)];
  return [
    Math.max(x0, box[0] - wide),
    Math.max(y0, box[1] - high),
    Math.min(x1, box[2] + wide),
    Math.min(y1, box[3] + high),
  ];
}
