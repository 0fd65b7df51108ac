import { layoutLabels } from '@recto/contracts';
import { describe, expect, it } from 'vitest';
import {
  type LabelSwitches,
  picturedLabels,
  promptOf,
  taskOf,
  unmergeableLabels,
  unreadLabels,
} from './labels.ts';

const off: LabelSwitches = {
  useChartRecognition: false,
  useSealRecognition: false,
  useOcrForImageBlock: false,
};
const sorted = (labels: ReadonlySet<string>) => [...labels].sort().join(' ');

describe('label sets (pipeline.md 3.3)', () => {
  it.each([
    ['nothing is switched on', {}, 'chart footer_image header_image image seal'],
    ['charts are read', { useChartRecognition: true }, 'footer_image header_image image seal'],
    ['seals are read', { useSealRecognition: true }, 'chart footer_image header_image image'],
    ['pictures are read', { useOcrForImageBlock: true }, 'chart seal'],
  ])('where %s, the rest is not sent, and stands alone with tables', (_, switches, unread) => {
    expect(sorted(unreadLabels({ ...off, ...switches }))).toBe(unread);
    const alone = sorted(new Set([...unread.split(' '), 'table']));
    expect(sorted(unmergeableLabels({ ...off, ...switches }))).toBe(alone);
  });

  it('pictures and seals keep their picture however they are read, charts only while they are not', () => {
    const all = 'chart footer_image header_image image seal';
    expect(sorted(picturedLabels(off))).toBe(all);
    expect(sorted(picturedLabels({ ...off, useSealRecognition: true, useOcrForImageBlock: true }))).toBe(all);
    expect(sorted(picturedLabels({ ...off, useChartRecognition: true }))).toBe(
      'footer_image header_image image seal',
    );
  });
});

describe('prompts (pipeline.md 4.1)', () => {
  it('are the words that the model was trained on', () => {
    const asked = (label: string) => promptOf[taskOf(label)];
    expect(['table', 'chart', 'seal', 'spotting'].map(asked)).toEqual([
      'Table Recognition:',
      'Chart Recognition:',
      'Seal Recognition:',
      'Spotting:',
    ]);
    expect(['display_formula', 'inline_formula', 'formula'].map(asked)).toEqual(
      Array(3).fill('Formula Recognition:'),
    );
  });

  it('ask for text in everything else', () => {
    const special = /^(table|chart|seal|(display|inline)_formula)$/;
    const texts = [...layoutLabels.filter((label) => !special.test(label)), 'ocr'];
    expect(texts).toHaveLength(21);
    expect(texts).toContain('formula_number');
    expect(new Set(texts.map((label) => promptOf[taskOf(label)]))).toEqual(new Set(['OCR:']));
  });
});
