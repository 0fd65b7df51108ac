/**
 * Axis-aligned boxes. Owns the arithmetic that layout, recognition, text layer and assembly share;
 * knows nothing of labels, pages or images.
 */

/** `[x0, y0, x1, y1]`, x to the right, y down, in page pixels unless a caller says otherwise. */
export type Box = readonly [x0: number, y0: number, x1: number, y1: number];

/** `[x, y]` in the same space as the boxes beside it. */
export type Point = readonly [x: number, y: number];

export const boxWidth = (b: Box): number => b[2] - b[0];
export const boxHeight = (b: Box): number => b[3] - b[1];

/** Area in square pixels; 0 for a degenerate box, never negative. */
export const boxArea = (b: Box): number => Math.max(0, boxWidth(b)) * Math.max(0, boxHeight(b));

export const boxCenter = (b: Box): Point => [(b[0] + b[2]) / 2, (b[1] + b[3]) / 2];

/** Area that two boxes share, in square pixels. */
export function intersectionArea(a: Box, b: Box): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  return width > 0 && height > 0 ? width * height : 0;
}

/** Intersection over union, 0..1. */
export function iou(a: Box, b: Box): number {
  const shared = intersectionArea(a, b);
  const union = boxArea(a) + boxArea(b) - shared;
  return union > 0 ? shared / union : 0;
}

/** Share of the smaller box that the other covers, 0..1; 0 when a box has no area. */
export function overlapOnSmaller(a: Box, b: Box): number {
  const smaller = Math.min(boxArea(a), boxArea(b));
  return smaller > 0 ? intersectionArea(a, b) / smaller : 0;
}

/** Share of `inner` that `outer` covers, 0..1. */
export function coverage(inner: Box, outer: Box): number {
  const area = boxArea(inner);
  return area > 0 ? intersectionArea(inner, outer) / area : 0;
}

/** True when `inner` lies in `outer`, edges included. */
export const contains = (outer: Box, inner: Box): boolean =>
  inner[0] >= outer[0] && inner[1] >= outer[1] && inner[2] <= outer[2] && inner[3] <= outer[3];

/** Smallest box around all given boxes. Throws RangeError on an empty list. */
export function boundingBox(boxes: readonly Box[]): Box {
  if (boxes.length === 0) throw new RangeError('boundingBox needs at least one box');
  let [x0, y0, x1, y1] = boxes[0] as Box;
  for (const b of boxes) {
    if (b[0] < x0) x0 = b[0];
    if (b[1] < y0) y0 = b[1];
    if (b[2] > x1) x1 = b[2];
    if (b[3] > y1) y1 = b[3];
  }
  return [x0, y0, x1, y1];
}

/** The part of a box that lies in a `width` x `height` page. */
export function clipBox(b: Box, width: number, height: number): Box {
  const clamp = (v: number, max: number) => Math.min(Math.max(v, 0), max);
  return [clamp(b[0], width), clamp(b[1], height), clamp(b[2], width), clamp(b[3], height)];
}

/** Length that two intervals share; negative when a gap lies between them. */
export const intervalOverlap = (a0: number, a1: number, b0: number, b1: number): number =>
  Math.min(a1, b1) - Math.max(a0, b0);
