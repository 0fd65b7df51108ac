/** Flattens photographed pages, in worker threads. */
import type { Page } from '@recto/documents';
import { defaultUnwarpingModel, findModel } from '../models/registry.ts';
import { createSessionPool, type SessionPool, type SessionPoolOptions } from '../onnx/session-pool.ts';

export interface UnwarperOptions extends SessionPoolOptions {
  model?: string | undefined;
  modelsDir?: string | undefined;
  pool?: SessionPool | undefined;
}

export interface Unwarper {
  readonly modelName: string;
  /**
   * A page of the same size without its text layer: where the words of the PDF went, only the model knows. Takes some
   * 24 bytes a pixel while it runs. Throws AbortError when the signal fires, RectoError layout.failed otherwise.
   */
  unwarp(page: Page, signal: AbortSignal): Promise<Page>;
  close(): Promise<void>;
}

/** Throws RectoError model.not_installed when the model's file is absent, settings.invalid for an unknown device. */
export async function createUnwarper(options: UnwarperOptions = {}): Promise<Unwarper> {
  const model = await findModel(options.model ?? defaultUnwarpingModel, 'unwarping', options.modelsDir);
  const pool = options.pool ?? createSessionPool(options);
  return {
    modelName: model.name,
    unwarp: async (page, signal) => ({
      index: page.index,
      raster: await pool.unwarp(model.path, page.raster, signal),
      textLayer: null,
    }),
    close: async () => {
      if (options.pool === undefined) await pool.close();
    },
  };
}
