import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layoutLabels } from '@recto/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelDefaults } from './model-defaults.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'recto-defaults-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function beside(settings: string) {
  const settingsPath = join(directory, 'model.json');
  await writeFile(settingsPath, settings);
  return modelDefaults({ name: 'model', path: 'model.onnx', settingsPath });
}

describe('modelDefaults (wire.md 5.2)', () => {
  it('V3: 0.3 for all, large containment for charts, formulas and titles', async () => {
    const { options: defaults, nmsLimits } = await modelDefaults({
      name: 'PP-DocLayoutV3',
      path: '',
      settingsPath: null,
    });
    expect(nmsLimits).toEqual({ sameClass: 0.6, otherClass: 0.98 });
    expect(defaults).toMatchObject({ threshold: 0.3, nms: true, unclipRatio: [1, 1], shapeMode: 'auto' });
    const large = layoutLabels.filter(
      (_, id) => (defaults.mergeMode as Map<number, string>).get(id) === 'large',
    );
    expect(large).toEqual(['chart', 'display_formula', 'doc_title', 'inline_formula', 'paragraph_title']);
  });

  it('V2: thresholds per class', async () => {
    const { options } = await modelDefaults({ name: 'PP-DocLayoutV2', path: '', settingsPath: null });
    const { threshold } = options;
    const of = (id: number) => (threshold as Map<number, number>).get(id);
    expect([0, 5, 6, 15, 17, 20, 21, 22, 23].map(of)).toEqual([0.5, 0.4, 0.4, 0.4, 0.4, 0.45, 0.5, 0.4, 0.4]);
  });

  it('ours: the JSON beside the model, keyed by id or label', async () => {
    const { options, nmsLimits } = await beside(
      '{"thresholds": {"22": 0.2, "table": 0.6}, "nms": {"same_class": 0.5, "cross_class": 0.8}}',
    );
    expect(nmsLimits).toEqual({ sameClass: 0.5, otherClass: 0.8 });
    expect(options.threshold).toEqual(
      new Map([
        [22, 0.2],
        [21, 0.6],
      ]),
    );
    expect((await beside('{}')).options.threshold).toBe(0.3);
    expect((await beside('{"thresholds": 0.4}')).options.threshold).toBe(0.4);
  });

  it.each([
    '',
    '[',
    'null',
    '{"thresholds": {"99": 0.2}}',
    '{"thresholds": {"22": 2}}',
    '{"nms": 1}',
    '{"nms": {"same_class": 2}}',
  ])('refuses %j', async (settings) => {
    await expect(beside(settings)).rejects.toMatchObject({ code: 'settings.invalid' });
  });
});
