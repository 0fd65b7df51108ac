import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Raster } from '@recto/documents';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSessionPool, type SessionPool } from '../onnx/session-pool.ts';
import { createLayoutDetector } from './detector.ts';

const graphs = fileURLToPath(new URL('../../test-graphs/', import.meta.url));
const never = new AbortController().signal;

/** A page of one red: the graphs score their first row with it. */
function page(red: number, width = 200, height = 400): Raster {
  const data = new Uint8Array(new SharedArrayBuffer(width * height * 3));
  for (let i = 0; i < data.length; i += 3) data[i] = red;
  return { width, height, data };
}

let pool: SessionPool;
let broken: string;
beforeAll(async () => {
  pool = createSessionPool({ workers: 1 });
  broken = await mkdtemp(join(tmpdir(), 'recto-models-'));
  await writeFile(join(broken, 'broken.onnx'), 'not a model');
  await copyFile(join(graphs, 'tiny-orientation.onnx'), join(broken, 'wrong-shape.onnx'));
  await copyFile(join(graphs, 'tiny-layout-7.onnx'), join(broken, 'bad-settings.onnx'));
  await writeFile(join(broken, 'bad-settings.json'), '{"thresholds": {"no_such_label": 0.5}}');
});
afterAll(async () => {
  await pool.close();
  await rm(broken, { recursive: true });
});

const detector = (model: string, modelsDir = graphs) => createLayoutDetector({ model, modelsDir, pool });

describe('layout detector', () => {
  it.each(['tiny-layout-6', 'tiny-layout-7', 'tiny-layout-8', 'tiny-layout-masks'])(
    'reads the outputs of %s',
    async (model) => {
      const layout = await detector(model);
      const regions = await layout.detect(page(204), layout.defaults, never);
      expect(regions.map(({ label, box, order }) => ({ label, box, order }))).toEqual([
        { label: 'doc_title', box: [20, 40, 180, 80], order: 1 },
        { label: 'image', box: [20, 100, 180, 180], order: null },
        { label: 'text', box: [20, 200, 180, 320], order: 2 },
      ]);
      expect(regions[2]?.score).toBeCloseTo(204 / 255, 2);
    },
  );

  it('hears the options of the request and sees another page anew', async () => {
    const layout = await detector('tiny-layout-7');
    const regions = await layout.detect(page(51, 400, 200), { ...layout.defaults, threshold: 0.15 }, never);
    expect(regions.map(({ box }) => box)).toEqual([
      [40, 20, 360, 40],
      [40, 50, 360, 90],
      [40, 100, 360, 160],
    ]);
  });

  it('shapes regions by their masks as the request says', async () => {
    const layout = await detector('tiny-layout-masks');
    const polygonOf = async (shapeMode: 'rect' | 'quad' | 'poly' | 'auto') => {
      const regions = await layout.detect(page(204), { ...layout.defaults, shapeMode }, never);
      return Object.fromEntries(regions.map(({ label, polygon }) => [label, polygon]));
    };
    expect(await polygonOf('rect')).toEqual({ doc_title: null, image: null, text: null });
    const rectangle = (x0: number, y0: number, x1: number, y1: number) => [
      [x0, y0],
      [x1, y0],
      [x1, y1],
      [x0, y1],
    ];
    // Outlines run through the middles of pixels, so they end one before the box does.
    expect(await polygonOf('quad')).toMatchObject({
      image: rectangle(20, 100, 179, 179),
      text: rectangle(20, 200, 179, 319),
    });
    expect((await polygonOf('poly')).text).toEqual([
      [20, 319],
      [99, 319],
      [99, 260],
      [179, 259],
      [179, 200],
      [20, 200],
    ]);
    const automatic = await polygonOf('auto');
    expect(automatic).toMatchObject({
      image: rectangle(20, 100, 180, 180),
      text: rectangle(20, 200, 180, 320),
    });
    expect(automatic.doc_title).toEqual((await polygonOf('quad')).doc_title);
    expect(automatic.doc_title?.every(([, y]) => y !== 40)).toBe(true);
  });

  it('has no polygons without masks', async () => {
    const layout = await detector('tiny-layout-7');
    const regions = await layout.detect(page(204), { ...layout.defaults, shapeMode: 'poly' }, never);
    expect(regions.map(({ polygon }) => polygon)).toEqual([null, null, null]);
  });

  it('names the model that is missing, and no path', async () => {
    for (const model of ['PP-DocLayoutV9', '../test-graphs/tiny-layout-7', '']) {
      const failure = await detector(model).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'model.not_installed' });
      expect((failure as Error).message).not.toContain('/');
    }
    await expect(detector('PP-DocLayoutV9')).rejects.toThrow('PP-DocLayoutV9');
  });

  it('refuses a model of another role and settings that are not valid', async () => {
    await expect(detector('recto-orientation')).rejects.toMatchObject({ code: 'settings.invalid' });
    await expect(detector('bad-settings', broken)).rejects.toMatchObject({ code: 'settings.invalid' });
  });

  it.each(['broken', 'wrong-shape'])(
    'fails with layout.failed on a %s model and keeps working',
    async (model) => {
      const layout = await detector(model, broken);
      const failure = await layout.detect(page(1), layout.defaults, never).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'layout.failed' });
      expect((failure as Error).message).not.toContain(broken);
      const sound = await detector('tiny-layout-7');
      expect(await sound.detect(page(204), sound.defaults, never)).toHaveLength(3);
    },
  );

  it('stops at a signal that fires while the page waits or runs', async () => {
    const layout = await detector('tiny-layout-7');
    const stop = new AbortController();
    const pages = [page(204), page(204)].map((p) => layout.detect(p, layout.defaults, stop.signal));
    stop.abort();
    for (const result of await Promise.allSettled(pages)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { name: 'AbortError' } });
    }
  });
});
