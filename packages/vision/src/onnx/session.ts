/** ONNX sessions of one worker thread: each model is loaded once. `run` blocks the thread, so nobody calls this elsewhere. */
import { InferenceSession } from 'onnxruntime-node';
import type { ExecutionProvider } from './execution-providers.ts';

/** Everything that a worker needs to open a model; part of every task. */
export interface SessionSpec {
  readonly path: string;
  readonly providers: readonly ExecutionProvider[];
  /** Threads within one operator. */
  readonly threads: number;
}

const sessions = new Map<string, Promise<InferenceSession>>();

export function session({ path, providers, threads }: SessionSpec): Promise<InferenceSession> {
  const known = sessions.get(path);
  if (known) return known;
  const loading = InferenceSession.create(path, {
    executionProviders: providers,
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // The arena keeps the peak of the largest input for ever; layout inputs all have one size, so it costs nothing here.
    enableCpuMemArena: true,
    logSeverityLevel: 3,
  });
  sessions.set(path, loading);
  // A model that failed to load may be whole on the next try (it was being copied).
  loading.catch(() => sessions.delete(path));
  return loading;
}
