import { layoutParsingRequest, RectoError, validateBody } from '@recto/contracts';
import { describe, expect, it } from 'vitest';
import { allInstalled, layoutDefaults } from './house.fixture.ts';
import { type InstalledModels, modelSettings, parseSettings } from './parse-settings.ts';
import { defaultPipelineSettings, type PipelineSettings } from './pipeline-settings.ts';

const settings = (
  fields: Record<string, unknown> = {},
  config: Partial<PipelineSettings> = {},
  installed: Partial<InstalledModels> = {},
) =>
  parseSettings(
    validateBody(layoutParsingRequest, { file: 'x', ...fields }),
    { ...defaultPipelineSettings, ...config },
    { ...allInstalled, ...installed },
  );

const refusal = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof RectoError) return `${error.code}: ${error.message}`;
  }
  throw new Error('it was accepted');
};

describe('preprocessing (wire.md 2.1)', () => {
  const both = { unwarping: true };
  const on = { useDocPreprocessor: true };

  it.each([
    ['follows the configuration when the request is silent', {}, {}, null],
    ['is on where it is configured', {}, on, { orientation: true, unwarping: true }],
    ['is off when a flag is only false', { useDocUnwarping: false }, on, null],
    [
      'turns the other step on as well, as the reference does',
      { useDocUnwarping: true },
      {},
      { orientation: true, unwarping: true },
    ],
    [
      'leaves a step out that is switched off',
      { useDocUnwarping: true, useDocOrientationClassify: false },
      {},
      { orientation: false, unwarping: true },
    ],
  ])('%s', (_name, fields, config, expected) => {
    expect(settings(fields, config, both).preprocessing).toEqual(expected);
  });

  it('asks no more of a null flag than there is', () => {
    expect(settings({ useDocOrientationClassify: true }).preprocessing).toEqual({
      orientation: true,
      unwarping: false,
    });
  });

  it('names the models that are missing', () => {
    const run = () =>
      settings({ useDocUnwarping: true, useDocOrientationClassify: true }, {}, { orientation: false });
    expect(refusal(run)).toMatch(
      /^model.not_installed: The model recto-orientation .*; The model UVDoc .*recto -- models pull UVDoc/,
    );
  });
});

describe('layout', () => {
  it('comes from the request, else the pipeline file, else the model', () => {
    const config = { layout: { threshold: 0.5, nms: true } };
    const given = settings({ layoutThreshold: { 3: 0.9 }, layoutUnclipRatio: 1.5 }, config).layout;
    expect(given).toEqual({
      ...layoutDefaults,
      threshold: new Map([[3, 0.9]]),
      unclipRatio: [1.5, 1.5],
    });
    expect(settings({}, config).layout).toEqual({ ...layoutDefaults, threshold: 0.5 });
    expect(settings().layout).toEqual(layoutDefaults);
  });

  it('lets false and 0 count', () => {
    const { layout } = settings({ layoutNms: false, layoutThreshold: 0 }, { layout: { nms: true } });
    expect(layout).toMatchObject({ nms: false, threshold: 0 });
  });

  it('reads ratios per class', () => {
    expect(settings({ layoutUnclipRatio: { 3: 2, 4: [1, 3] } }).layout?.unclipRatio).toEqual(
      new Map([
        [3, [2, 2]],
        [4, [1, 3]],
      ]),
    );
  });

  it('is needed unless it is switched off', () => {
    const layout = { ...allInstalled.layout, installed: false };
    expect(refusal(() => settings({}, {}, { layout }))).toMatch(/^model.not_installed/);
    expect(settings({ useLayoutDetection: false }, {}, { layout }).layout).toBeNull();
  });
});

describe('recognition', () => {
  it('has the budgets of the reference', () => {
    const { budgets } = settings().recognition;
    expect(budgets.ocr).toEqual({ minPixels: 112_896, maxPixels: 1_003_520 });
    expect(budgets.spotting).toEqual({ minPixels: 112_896, maxPixels: 1_605_632 });
  });

  it('takes budgets for all tasks and for one, spotting apart', () => {
    const { budgets } = settings({
      minPixels: 500,
      maxPixels: 1000,
      vlmExtraArgs: { table_max_pixels: 2000, ocr_min_pixels: 'many', spotting_max_pixels: 1, other: true },
    }).recognition;
    expect(budgets.table).toEqual({ minPixels: 500, maxPixels: 2000 });
    expect(budgets.ocr).toEqual({ minPixels: 500, maxPixels: 1000 });
    expect(budgets.spotting.maxPixels).toBe(1_605_632);
  });

  it.each(['ocr', 'table', 'chart', 'formula', 'seal'])('takes budgets for %s alone', (task) => {
    const vlmExtraArgs = { [`${task}_min_pixels`]: 3, [`${task}_max_pixels`]: 4 };
    const { budgets } = settings({ minPixels: 1, maxPixels: 2, vlmExtraArgs }).recognition;
    const { spotting, [task as 'ocr']: own, ...others } = budgets;
    expect(own).toEqual({ minPixels: 3, maxPixels: 4 });
    expect(Object.values(others)).toEqual(Array(4).fill({ minPixels: 1, maxPixels: 2 }));
    expect(spotting.maxPixels).toBe(1_605_632);
  });

  it.each([
    ['chart', 'useChartRecognition'],
    ['seal', 'useSealRecognition'],
  ] as const)('of the prompt %s switches itself on when layout detection is off', (promptLabel, flag) => {
    const off = { useLayoutDetection: false, promptLabel, [flag]: false };
    expect(settings(off).recognition[flag]).toBe(true);
    expect(settings({ ...off, useLayoutDetection: true }).recognition[flag]).toBe(false);
    expect(settings({ useLayoutDetection: false }).recognition[flag]).toBe(false);
  });

  it('is of text where no prompt is given, with 4096 tokens', () => {
    const { promptLabel, recognition } = settings({ useLayoutDetection: false });
    expect(promptLabel).toBe('ocr');
    expect(recognition.sampling).toEqual({ maxNewTokens: 4096 });
  });
});

it('an empty list of ignored labels ignores nothing', () => {
  expect(modelSettings(settings({ markdownIgnoreLabels: [] })).markdown_ignore_labels).toEqual([]);
  expect(modelSettings(settings()).markdown_ignore_labels).toContain('footer');
});

it('pictures are shown, up to 2000 px, unless somebody says otherwise (wire.md 5.2)', () => {
  expect(settings()).toMatchObject({ visualize: true, maxOutputImageSize: [2000, 2000] });
  expect(settings({}, { visualize: false }).visualize).toBe(false);
  expect(settings({ visualize: true }, { visualize: false }).visualize).toBe(true);
});

it('polygons are reported off with rectangles', () => {
  expect(modelSettings(settings({ layoutShapeMode: 'rect' })).return_layout_polygon_points).toBe(false);
  expect(modelSettings(settings()).return_layout_polygon_points).toBe(true);
});

describe('what Markdown shows', () => {
  const labels = (fields: Record<string, unknown>) => settings(fields).markdown;

  it('leaves footnotes in the clean style unless the request says otherwise', () => {
    expect(labels({}).ignoreLabels).toContain('footnote');
    expect(labels({ markdownStyle: 'clean' }).ignoreLabels).not.toContain('footnote');
    expect(labels({ markdownStyle: 'clean', markdownIgnoreLabels: ['footnote'] }).ignoreLabels).toEqual([
      'footnote',
    ]);
  });

  it('lets the policy of a label win', () => {
    const markdown = labels({ markdownLabels: { header: 'keep', seal: 'drop', number: 'separate' } });
    expect(markdown.ignoreLabels).not.toContain('header');
    expect(markdown.ignoreLabels).toEqual(expect.arrayContaining(['seal', 'number']));
    expect(markdown.separateLabels).toEqual(['number']);
  });
});
