/** The real pipeline service before an engine that answers at once: what is left is the pipeline's own cost. */
import { type RunningService, startPipeline } from '../stack.ts';
import { startInstantEngine } from './instant-engine.ts';

export interface InstantStack {
  readonly pipeline: RunningService;
  /** Crops asked so far. */
  readonly calls: () => number;
}

export const withInstantEngine = async <T>(work: (stack: InstantStack) => Promise<T>): Promise<T> => {
  const engine = await startInstantEngine();
  try {
    const pipeline = await startPipeline({ RECOGNITION_URL: engine.url });
    try {
      return await work({ pipeline, calls: engine.calls });
    } finally {
      await pipeline.stop();
    }
  } finally {
    await engine.close();
  }
};
