import { describe, expect, it } from 'vitest';
import { labelSets, separateMarkdown } from './label-policy.ts';
import type { MarkdownBlock, MarkdownStyle } from './markdown-block.ts';

describe('labelSets', () => {
  it('lets the policy of a label win over the list', () => {
    expect(labelSets(['header', 'footer'], { footer: 'keep', footnote: 'separate', seal: 'drop' })).toEqual({
      ignoreLabels: ['header', 'seal', 'footnote'],
      separateLabels: ['footnote'],
    });
  });
});

describe('separateMarkdown', () => {
  const style: MarkdownStyle = {
    flavour: 'reference',
    prettify: true,
    showFormulaNumber: false,
    ...labelSets([], { footnote: 'separate', header: 'separate' }),
    useLayoutDetection: true,
    useChartRecognition: false,
    useSealRecognition: false,
    useOcrForImageBlock: false,
  };
  const blocks = [
    ['text', 'body'],
    ['footnote', '1 a'],
    ['footnote', '2 b'],
  ].map(([label = '', content = '']): MarkdownBlock => {
    return { label, content, box: [0, 0, 9, 9], picturePath: null, titleLevel: null };
  });

  it('gathers blocks by label, and is null where nothing is to stand apart', () => {
    expect(separateMarkdown({ blocks, pageWidth: 10, style })).toEqual({ footnote: '1 a\n\n2 b' });
    expect(separateMarkdown({ blocks, pageWidth: 10, style: { ...style, separateLabels: [] } })).toBeNull();
  });
});
