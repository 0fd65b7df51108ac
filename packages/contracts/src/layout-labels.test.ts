import { describe, expect, it } from 'vitest';
import { defaultMarkdownIgnoreLabels, layoutLabels, promptLabels, unorderedLabels } from './layout-labels.ts';

describe('labels', () => {
  it('are the classes of PP-DocLayoutV2 and V3 by id (pipeline.md 2.1)', () => {
    expect(layoutLabels.map((label, id) => `${id} ${label}`).join(' · ')).toBe(
      '0 abstract · 1 algorithm · 2 aside_text · 3 chart · 4 content · 5 display_formula · 6 doc_title · ' +
        '7 figure_title · 8 footer · 9 footer_image · 10 footnote · 11 formula_number · 12 header · ' +
        '13 header_image · 14 image · 15 inline_formula · 16 number · 17 paragraph_title · 18 reference · ' +
        '19 reference_content · 20 seal · 21 table · 22 text · 23 vertical_text · 24 vision_footnote',
    );
  });

  it('of a page without layout detection are those of the prompts (pipeline.md 3.7)', () => {
    expect([...promptLabels].sort()).toEqual(['chart', 'formula', 'ocr', 'seal', 'spotting', 'table']);
  });

  it('that are ignored in Markdown, and that carry no order (wire.md 5.2, 3.2)', () => {
    expect(defaultMarkdownIgnoreLabels.join(', ')).toBe(
      'number, footnote, header, header_image, footer, footer_image, aside_text',
    );
    expect([...unorderedLabels].join(', ')).toBe(
      'figure_title, vision_footnote, image, chart, table, header, header_image, footer, footer_image, footnote, aside_text',
    );
  });
});
