/** The real pipeline service before an engine that answers at once: what is left is the pipeline's own cost. */
import { type RunningService, startPipeline } from '../stack.ts';
import { startInstantEngine } from './instant-engine.ts';

export interface InstantStack {
  readonly pipeline: RunningService;
  /** Crops asked so far. */
  readonly calls: () => number;
}

/**
 * @param environment variables of the pipeline beyond the address of the engine
 * @param seen is given the body of each question
 */
export const withInstantEngine = async <T>(
  work: (stack: InstantStack) => Promise<T>,
  environment: Readonly<Record<string, string>> = {},
  seen?: (body: Buffer) => void,
): Promise<T> => {
  const engine = await startInstantEngine(seen);
  try {
    const pipeline = await startPipeline({ RECOGNITION_URL: engine.url, ...environment });
    try {
      return await work({ pipeline, calls: engine.calls });
    } finally {
      await pipeline.stop();
    }
  } finally {
    await engine.close();
  }
};
