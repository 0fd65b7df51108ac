/** Layout detection: a model of the PP-DocLayout shape and the post-processing, in worker threads. */
import { defaultLayoutModel, findModel } from '../models/registry.ts';
import { createSessionPool, type SessionPool, type SessionPoolOptions } from '../onnx/session-pool.ts';
import { modelDefaults } from './model-defaults.ts';
import type { LayoutDetector } from './region.ts';

export interface LayoutDetectorOptions extends SessionPoolOptions {
  /** Name of the model: its file without the extension. */
  model?: string | undefined;
  /** Directory for models that do not ship with the package. */
  modelsDir?: string | undefined;
  /** Shared with other models; without one the detector makes and closes its own from `device`, `workers`, `threads`. */
  pool?: SessionPool | undefined;
}

/**
 * Throws RectoError model.not_installed when the model's file is absent, settings.invalid for an unknown device or a
 * broken JSON beside the model.
 */
export async function createLayoutDetector(options: LayoutDetectorOptions = {}): Promise<LayoutDetector> {
  const model = await findModel(options.model ?? defaultLayoutModel, 'layout', options.modelsDir);
  const { options: defaults, nmsLimits } = await modelDefaults(model);
  const pool = options.pool ?? createSessionPool(options);
  return {
    modelName: model.name,
    defaults,
    detect: (raster, layoutOptions, signal) =>
      pool.detect(model.path, raster, layoutOptions, nmsLimits, signal),
    close: async () => {
      if (options.pool === undefined) await pool.close();
    },
  };
}
