export type { ContainmentMode, LayoutDetector, LayoutOptions, Region, ShapeMode } from './layout/region.ts';
