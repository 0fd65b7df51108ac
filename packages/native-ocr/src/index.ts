export {
  createNativeEngine,
  type NativeEngine,
  type NativeEngineOptions,
  type NativeQuestion,
  nativeEngineDefaults,
} from './engine.ts';
export { type NativeTask, taskOfPrompt } from './prompt.ts';
export type { Ruling, Rulings, TableWord } from './table/shapes.ts';
export {
  maxTableCells,
  maxTableWords,
  type TableInput,
  tableStructure,
} from './table/structure.ts';
export type { Reading } from './tasks/task.ts';
