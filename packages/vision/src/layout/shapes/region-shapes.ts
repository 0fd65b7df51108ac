/** The polygon of every region: from its mask, in the shape that the request wants (pipeline.md 2.5). */
import type { PageSize } from '@recto/documents';
import {
  type Box,
  boxHeight,
  boxWidth,
  clockwiseFromTopLeft,
  cornersOfBox,
  minAreaRect,
  type Point,
  type Polygon,
  polygonIou,
  polygonOverlapOnSmaller,
} from '@recto/geometry';
import type { ShapeMode } from '../region.ts';
import { cleanVertices } from './clean-vertices.ts';
import { type LayoutMasks, maskInBox } from './layout-masks.ts';
import { largestOutline } from './mask-outline.ts';
import { perimeterOf, simplifyClosed } from './simplify-contour.ts';

/** What Douglas-Peucker may leave out, as a share of the outline's length. */
const detail = 0.004;
/** A box wider than this share of the widest is measured by its own width. */
const ownWidth = 0.6;
/** `auto`: a quad this much like the rectangle is one; a polygon this much like its quad is that, where the region before keeps clear. */
const sameAs = { rectangle: 0.95, quad: 0.8, apart: 0.01 };

/** A box of the model, in whole page pixels, and the place of its mask. */
export interface MaskedBox {
  readonly box: Box;
  readonly row: number;
}

/** Steps 1-8: what the mask shows, in page pixels; the rectangle where it shows nothing. */
function polygonOf({ box, row }: MaskedBox, masks: LayoutMasks, page: PageSize, widest: number): Polygon {
  const mask = maskInBox(masks, row, box, page);
  const outline = mask && largestOutline(mask);
  if (!outline) return cornersOfBox(box);
  const corners = simplifyClosed(outline, detail * perimeterOf(outline));
  const width = boxWidth(box) > ownWidth * widest ? boxWidth(box) : widest;
  const cleaned = cleanVertices(corners, width);
  return cleaned.length < 4 ? cornersOfBox(box) : cleaned.map(([x, y]): Point => [x + box[0], y + box[1]]);
}

const quadOf = (polygon: Polygon, box: Box): Polygon => {
  const quad = minAreaRect(polygon);
  return quad ? clockwiseFromTopLeft(quad) : cornersOfBox(box);
};

/** `auto`: the simplest shape that says the same. `before`: the shape of the region before it. */
function simplest(polygon: Polygon, box: Box, before: Polygon | undefined): Polygon {
  const rectangle = cornersOfBox(box);
  const quad = quadOf(polygon, box);
  if (polygonIou(rectangle, quad) >= sameAs.rectangle) return rectangle;
  const isQuad = polygonIou(polygon, quad) >= sameAs.quad;
  const isApart = !before || polygonOverlapOnSmaller(before, rectangle) < sameAs.apart;
  return isQuad && isApart ? quad : polygon;
}

/** `boxes` in reading order, which `auto` looks at. At least four corners each. */
export function regionShapes(
  boxes: readonly MaskedBox[],
  masks: LayoutMasks,
  page: PageSize,
  mode: Exclude<ShapeMode, 'rect'>,
): Polygon[] {
  // The reference subtracts a y from an x here; the same weights are to give the same shapes.
  const widest = Math.max(...boxes.map(({ box: [, y0, x1] }) => x1 - y0));
  const shapes: Polygon[] = [];
  for (const masked of boxes) {
    const { box } = masked;
    const isEmpty = boxWidth(box) <= 0 || boxHeight(box) <= 0;
    const polygon = isEmpty ? cornersOfBox(box) : polygonOf(masked, masks, page, widest);
    if (mode === 'poly') shapes.push(polygon);
    else if (mode === 'quad') shapes.push(quadOf(polygon, box));
    else shapes.push(simplest(polygon, box, shapes.at(-1)));
  }
  return shapes;
}
