export { createLayoutDetector, type LayoutDetectorOptions } from './layout/detector.ts';
export { readingOrder } from './layout/reading-order.ts';
export { type InkFinder, type RefineInput, refineRegions } from './layout/refine/refine-regions.ts';
export {
  createRunningHeads,
  type EdgeText,
  type RunningHeads,
  runningHeadsReach,
} from './layout/refine/running-heads.ts';
export type { ContainmentMode, LayoutDetector, LayoutOptions, Region, ShapeMode } from './layout/region.ts';
export {
  installCommand,
  type KnownModel,
  knownModel,
  knownModelOfSum,
  knownModels,
  type ModelRole,
  type ModelSource,
} from './models/catalogue.ts';
export {
  defaultLayoutModel,
  defaultModelsDir,
  defaultOrientationModel,
  defaultUnwarpingModel,
  isModelName,
  notInstalledMessage,
  refinesByDefault,
} from './models/registry.ts';
export { createSessionPool, type SessionPool, type SessionPoolOptions } from './onnx/session-pool.ts';
export {
  createOrientationClassifier,
  type OrientationClassifier,
  type OrientationClassifierOptions,
} from './orientation/classifier.ts';
export type { QuarterTurn } from './orientation/rotate-raster.ts';
export { createUnwarper, type Unwarper, type UnwarperOptions } from './unwarping/unwarper.ts';
