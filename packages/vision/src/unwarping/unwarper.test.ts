import { fileURLToPath } from 'node:url';
import type { Page } from '@recto/documents';
import { afterAll, describe, expect, it } from 'vitest';
import { createSessionPool } from '../onnx/session-pool.ts';
import { createUnwarper } from './unwarper.ts';

const modelsDir = fileURLToPath(new URL('../../test-graphs/', import.meta.url));
const pool = createSessionPool({ workers: 1 });
const never = new AbortController().signal;
afterAll(() => pool.close());

function page(width: number, pixels: readonly (readonly [number, number, number])[]): Page {
  const data = new Uint8Array(new SharedArrayBuffer(pixels.length * 3));
  data.set(pixels.flat());
  const raster = { width, height: pixels.length / width, data };
  return { index: 3, raster, textLayer: { words: [], images: [] } };
}

describe('unwarping', () => {
  it('gives the model blue, green, red and takes the page back as it came, truncated', async () => {
    // The test graph mirrors the page and halves the first plane.
    const unwarper = await createUnwarper({ model: 'tiny-unwarping', modelsDir, pool });
    const given = page(2, [
      [10, 20, 31],
      [40, 50, 60],
      [255, 0, 255],
      [0, 255, 7],
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const flat = await unwarper.unwarp(given, never);
    expect(flat).toMatchObject({ index: 3, textLayer: null, raster: { width: 2, height: 3 } });
    expect([...flat.raster.data]).toEqual(
      [
        [40, 50, 30],
        [10, 20, 15],
        [0, 255, 3],
        [255, 0, 127],
        [4, 5, 3],
        [1, 2, 1],
      ].flat(),
    );
  });

  it('says which model is missing, and refuses one that is made for something else', async () => {
    await expect(createUnwarper({ pool })).rejects.toMatchObject({ code: 'model.not_installed' });
    await expect(createUnwarper({ model: 'recto-orientation', pool })).rejects.toMatchObject({
      code: 'settings.invalid',
    });
    const wrong = await createUnwarper({ model: 'tiny-orientation', modelsDir, pool });
    await expect(wrong.unwarp(page(1, [[1, 2, 3]]), never)).rejects.toMatchObject({ code: 'layout.failed' });
  });
});
