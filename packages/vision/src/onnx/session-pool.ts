/** The worker threads of this package behind typed calls: layout inference, orientation, unwarping, ink. */
import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import type { Raster } from '@recto/documents';
import { forbidRuntimeTelemetry } from '../config/runtime-telemetry.ts';
import type { NmsLimits } from '../layout/nms.ts';
import type { PageInk } from '../layout/refine/ink-task.ts';
import type { LayoutOptions, Region } from '../layout/region.ts';
import type { QuarterTurn } from '../orientation/rotate-raster.ts';
import { executionProviders } from './execution-providers.ts';
import type { SessionSpec } from './session.ts';
import type { VisionResult, VisionTask } from './session-worker.ts';
import { createWorkerPool } from './worker-pool.ts';

export interface SessionPoolOptions {
  /** `cpu`, `gpu[:n]`, `cuda[:n]`, `tensorrt[:n]`, `dml[:n]`, `coreml`, `webgpu`. */
  device?: string | undefined;
  /** Worker threads; default: one per core. */
  workers?: number | undefined;
  /** Threads within one inference; default 1, because pages already run side by side. */
  threads?: number | undefined;
}

/** All calls throw AbortError when the signal fires, RectoError layout.failed otherwise. */
export interface SessionPool {
  detect(
    modelPath: string,
    raster: Raster,
    options: LayoutOptions,
    nmsLimits: NmsLimits,
    signal: AbortSignal,
  ): Promise<Region[]>;
  /** Scores of the four turns, the highest for the likeliest. `detailShare`: of ClassifyTask. */
  classify(
    modelPath: string,
    raster: Raster,
    detailShare: number | null,
    signal: AbortSignal,
  ): Promise<Float32Array>;
  /** Counter-clockwise. */
  turn(raster: Raster, degrees: QuarterTurn, signal: AbortSignal): Promise<Raster>;
  unwarp(modelPath: string, raster: Raster, signal: AbortSignal): Promise<Raster>;
  /** Lines of print and ruled tables of a page. */
  findInk(raster: Raster, signal: AbortSignal): Promise<PageInk>;
  close(): Promise<void>;
}

/** Beside this module, under the extension that it has: `.ts` in the repository, `.js` where it was built. */
const workerUrl = new URL(`./session-worker${extname(import.meta.url)}`, import.meta.url);

/** Throws RectoError settings.invalid for an unknown device. */
export function createSessionPool(options: SessionPoolOptions = {}): SessionPool {
  forbidRuntimeTelemetry();
  const providers = executionProviders(options.device ?? 'cpu');
  const pool = createWorkerPool<VisionTask, VisionResult>({
    worker: workerUrl,
    threads: options.workers ?? availableParallelism(),
    crashCode: 'layout.failed',
  });
  const spec = (path: string): SessionSpec => ({ path, providers, threads: options.threads ?? 1 });

  return {
    detect: async (path, raster, layoutOptions, nmsLimits, signal) =>
      (await pool.run(
        { kind: 'detect', session: spec(path), raster, options: layoutOptions, nmsLimits },
        signal,
      )) as Region[],
    classify: async (path, raster, detailShare, signal) =>
      (await pool.run(
        { kind: 'classify', session: spec(path), raster, detailShare },
        signal,
      )) as Float32Array,
    turn: async (raster, degrees, signal) =>
      (await pool.run({ kind: 'turn', raster, degrees }, signal)) as Raster,
    unwarp: async (path, raster, signal) =>
      (await pool.run({ kind: 'unwarp', session: spec(path), raster }, signal)) as Raster,
    findInk: async (raster, signal) => (await pool.run({ kind: 'ink', raster }, signal)) as PageInk,
    close: pool.close,
  };
}
