import { fileURLToPath } from 'node:url';
import type { Page } from '@recto/documents';
import { afterAll, describe, expect, it } from 'vitest';
import { pageOf, prose, turnedClockwise, typeset } from '../layout/refine/typeset.fixture.ts';
import { createSessionPool } from '../onnx/session-pool.ts';
import { createOrientationClassifier } from './classifier.ts';
import { orientationInput, orientationInputSize } from './preprocess.ts';

const modelsDir = fileURLToPath(new URL('../../test-graphs/', import.meta.url));
const pool = createSessionPool({ workers: 1 });
const never = new AbortController().signal;
afterAll(() => pool.close());

/** A page whose upper half has one brightness and whose lower half another. */
function halves(top: number, bottom: number, width = 300, height = 400): Page {
  const data = new Uint8Array(new SharedArrayBuffer(width * height * 3));
  data.fill(top, 0, data.length / 2);
  data.fill(bottom, data.length / 2);
  return { index: 0, raster: { width, height, data }, textLayer: null };
}

describe('orientation', () => {
  it('answers the turn with the highest score', async () => {
    // The test graph scores 90 highest when the upper half is brighter, else the three others alike.
    const classifier = await createOrientationClassifier({ model: 'tiny-orientation', modelsDir, pool });
    expect(await classifier.classify(halves(250, 10), never)).toBe(90);
    expect(await classifier.classify(halves(10, 250), never)).toBe(0);
  });

  it.each([0, 90, 180, 270])('knows the score of %d degrees', async (degrees) => {
    const scores = Float32Array.from([0, 90, 180, 270], (turn) => (turn === degrees ? 0.7 : 0.1));
    const classifier = await createOrientationClassifier({
      model: 'tiny-orientation',
      modelsDir,
      pool: { ...pool, classify: async () => scores },
    });
    expect(await classifier.classify(halves(1, 2), never)).toBe(degrees);
  });

  it('believes the words of a PDF, but for a model that stands in for the reference', async () => {
    const blank = pageOf(turnedClockwise(typeset(prose(8, 'L'), { x: 80, y: 300 })));
    const own = await createOrientationClassifier({ pool });
    expect(await own.classify(blank, never)).toBe(90);
    const foreign = await createOrientationClassifier({ model: 'tiny-orientation', modelsDir, pool });
    expect(await foreign.classify(blank, never)).toBe(0);
  });

  it('says which model is missing', async () => {
    await expect(createOrientationClassifier({ model: 'PP-LCNet_x1_0_doc_ori', pool })).rejects.toMatchObject(
      {
        code: 'model.not_installed',
      },
    );
  });

  it('normalises by the statistics of ImageNet, on a crop about the centre', () => {
    const planes = orientationInput(halves(255, 0).raster, [0, 0, 300, 400]);
    const plane = orientationInputSize ** 2;
    expect(planes[0]).toBeCloseTo((1 - 0.485) / 0.229, 5);
    expect(planes[plane]).toBeCloseTo((1 - 0.456) / 0.224, 5);
    expect(planes[3 * plane - 1]).toBeCloseTo(-0.406 / 0.225, 5);
    const bright = planes.slice(0, plane).filter((v) => v > 0).length;
    expect(bright / plane).toBeCloseTo(0.5, 2);
  });

  // `cv2.resize(…, INTER_LINEAR)` of opencv-python-headless 5.0.0 to a short side of 256, then [y, x] of the centre crop of
  // 224: values 0..255 of raster[y, x, c] = (37 ⌊x/20⌋ + 91 ⌊y/20⌋ + 53 c) % 256. Rounding may differ by one.
  it.each([
    [300, 400, [17, 36, 32, 94, 232, 46, 162]],
    [400, 300, [111, 221, 180, 15, 75, 140, 0]],
  ])('resizes the short side and crops as OpenCV does: %d x %d', (width, height, expected) => {
    const data = new Uint8Array(new SharedArrayBuffer(width * height * 3));
    for (let i = 0; i < data.length; i += 1) {
      const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
      data[i] = 37 * Math.floor(x / 20) + 91 * Math.floor(y / 20) + 53 * (i % 3);
    }
    const planes = orientationInput({ width, height, data }, [0, 0, width, height]);
    const size = orientationInputSize;
    const [mean, deviation] = [
      [0.485, 0.456, 0.406],
      [0.229, 0.224, 0.225],
    ] as const;
    const seen = [
      [0, 0, 0],
      [1, 7, 100],
      [2, 223, 223],
      [0, 18, 103],
      [1, 120, 9],
      [2, 204, 50],
      [0, 67, 16],
    ].map(([c = 0, y = 0, x = 0]) => {
      const value = planes[(c * size + y) * size + x] as number;
      return 255 * (value * (deviation[c] as number) + (mean[c] as number));
    });
    for (const [i, value] of seen.entries())
      expect(Math.abs(value - (expected[i] as number))).toBeLessThan(1.1);
  });
});
