import { fileURLToPath } from 'node:url';
import { createLogger } from '@recto/service-kit';
import { afterEach, expect, it, vi } from 'vitest';
import { type LoadedModels, loadModels, type ModelOptions } from './load-models.ts';

const logger = createLogger({ service: 'test', level: 'silent' });
const modelsDir = fileURLToPath(new URL('../../../../packages/vision/test-graphs', import.meta.url));
let models: LoadedModels | null = null;
afterEach(() => models?.close());

const load = async (over: Partial<ModelOptions>) => {
  const options = {
    layoutModel: 'tiny-layout-6',
    modelsDir,
    device: 'cpu',
    workers: 1,
    refine: null,
    ...over,
  };
  models = await loadModels(options, logger);
  return models;
};

it('says when the layout model has run', async () => {
  const { layoutInstalled, layoutLoaded, refinement } = await load({});
  expect([layoutInstalled, refinement]).toEqual([true, null]);
  await vi.waitFor(() => expect(layoutLoaded()).toBe(true), { timeout: 30_000 });
});

it('starts without a model that is not installed', async () => {
  const { layoutInstalled, layoutLoaded, detector } = await load({ layoutModel: 'nothing-like-it' });
  expect([layoutInstalled, layoutLoaded()]).toEqual([false, false]);
  const blank = { width: 1, height: 1, data: new Uint8Array(new SharedArrayBuffer(3)) };
  const detection = detector.detect(blank, detector.defaults, new AbortController().signal);
  await expect(detection).rejects.toMatchObject({ code: 'model.not_installed' });
});

it('refines where the configuration says so, and refuses a device that does not exist', async () => {
  expect((await load({ refine: true })).refinement).not.toBeNull();
  await expect(load({ device: 'abacus' })).rejects.toMatchObject({ code: 'settings.invalid' });
});
