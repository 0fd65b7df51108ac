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
export {
  clockwiseFromTopLeft,
  minAreaRect,
} from './min-area-rect.ts';
export {
  boxOfPolygon,
  cornersOfBox,
  crossingsAt,
  edgesOf,
  type Polygon,
  polygonIou,
  polygonOverlapOnSmaller,
} from './polygon.ts';
export { polygonMask } from './polygon-mask.ts';
export { roundHalfEven } from './round-half-even.ts';
export { strokeFontHeight, strokeTextPath, strokeTextWidth } from './stroke-font.ts';
