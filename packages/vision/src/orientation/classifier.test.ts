import { fileURLToPath } from 'node:url';
import type { Raster } from '@recto/documents';
import { afterAll, describe, expect, it } from 'vitest';
import { createSessionPool } from '../onnx/session-pool.ts';
import { createOrientationClassifier } from './classifier.ts';
import { orientationInput, orientationInputSize } from './preprocess.ts';

const modelsDir = fileURLToPath(new URL('../../test-graphs/', import.meta.url));
const pool = createSessionPool({ workers: 1 });
const never = new AbortController().signal;
afterAll(() => pool.close());

/** A page whose upper half has one brightness and whose lower half another. */
function halves(top: number, bottom: number, width = 300, height = 400): Raster {
  const data = new Uint8Array(new SharedArrayBuffer(width * height * 3));
  data.fill(top, 0, data.length / 2);
  data.fill(bottom, data.length / 2);
  return { width, height, data };
}

describe('orientation', () => {
  it('answers the turn with the highest score', async () => {
    // The test graph scores 90 highest when the upper half is brighter, else the three others alike.
    const classifier = await createOrientationClassifier({ model: 'tiny-orientation', modelsDir, pool });
    expect(await classifier.classify(halves(250, 10), never)).toBe(90);
    expect(await classifier.classify(halves(10, 250), never)).toBe(0);
  });

  it('says which model is missing', async () => {
    await expect(createOrientationClassifier({ model: 'PP-LCNet_x1_0_doc_ori', pool })).rejects.toMatchObject(
      {
        code: 'model.not_installed',
      },
    );
  });

  it('normalises by the statistics of ImageNet, on a crop about the centre', () => {
    const planes = orientationInput(halves(255, 0));
    const plane = orientationInputSize ** 2;
    expect(planes[0]).toBeCloseTo((1 - 0.485) / 0.229, 5);
    expect(planes[plane]).toBeCloseTo((1 - 0.456) / 0.224, 5);
    expect(planes[3 * plane - 1]).toBeCloseTo(-0.406 / 0.225, 5);
    const bright = planes.slice(0, plane).filter((v) => v > 0).length;
    expect(bright / plane).toBeCloseTo(0.5, 2);
  });
});
