export {
  createNativeEngine,
  type NativeEngine,
  type NativeEngineOptions,
  type NativeQuestion,
  nativeEngineDefaults,
} from './engine.ts';
export { type NativeTask, taskOfPrompt } from './prompt.ts';
export type { Reading } from './tasks/task.ts';
