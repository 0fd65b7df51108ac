export {
  type Box,
  boundingBox,
  boxArea,
  boxCenter,
  boxHeight,
  boxWidth,
  clipBox,
  contains,
  coverage,
  intersectionArea,
  intervalOverlap,
  iou,
  overlapOnSmaller,
  type Point,
} from './box.ts';
export { roundHalfEven } from './round-half-even.ts';
export { strokeFontHeight, strokeTextPath, strokeTextWidth } from './stroke-font.ts';
