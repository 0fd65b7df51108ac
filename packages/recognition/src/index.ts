export {
  type Block,
  type Crop,
  type PageRecognition,
  type Picture,
  type PixelBudget,
  type PseudoRegion,
  type RecognitionOptions,
  type RecognizePage,
  type Sampling,
  type Sureness,
  type Task,
  type TextLayerMode,
  tasks,
  type VlmAnswer,
  type VlmClient,
  type VlmQuestion,
} from './block.ts';
export { type VlmDialectName, vlmDialects } from './client/dialects.ts';
export { createVlmClient, type VlmClientOptions, vlmClientDefaults } from './client/vlm-client.ts';
export { promptOf, taskOf } from './labels.ts';
export { createRecognizePage } from './recognize-page.ts';
export { defaultBudgets, defaultSampling, spottingBudget } from './sampling-defaults.ts';
export { createTableReader, type ReadTable, type TableReader } from './text-layer/table-reader.ts';
