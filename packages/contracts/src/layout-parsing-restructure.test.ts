import { describe, expect, it } from 'vitest';
import { restructurePagesRequest } from './layout-parsing-restructure.ts';

const page = { prunedResult: { width: 10, height: 20, model_settings: {}, parsing_res_list: [] } };

describe('restructurePagesRequest (wire.md 2.2)', () => {
  it('has the defaults of the reference, and its own extensions off', () => {
    expect(restructurePagesRequest.parse({ pages: [] })).toEqual({
      pages: [],
      mergeTables: true,
      relevelTitles: true,
      concatenatePages: false,
      prettifyMarkdown: true,
      showFormulaNumber: false,
      returnMarkdownImages: true,
      outputFormats: null,
      logId: null,
      joinParagraphs: false,
      markdownStyle: 'reference',
      markdownLabels: null,
    });
  });

  it('takes pages of servers that report fewer settings, and keeps what it does not know', () => {
    const given = { ...page, prunedResult: { ...page.prunedResult, spotting_res: { rec_texts: ['a'] } } };
    const [first] = restructurePagesRequest.parse({ pages: [given] }).pages;
    expect(first).toMatchObject({
      markdownImages: null,
      prunedResult: { page_count: null, ...given.prunedResult },
    });
    expect(first?.prunedResult.model_settings).toMatchObject({
      use_layout_detection: true,
      use_chart_recognition: false,
      merge_layout_blocks: true,
    });
  });

  it('wants pages, and pages want their result', () => {
    expect(restructurePagesRequest.safeParse({}).success).toBe(false);
    expect(restructurePagesRequest.safeParse({ pages: [{}] }).success).toBe(false);
    expect(restructurePagesRequest.safeParse({ pages: [page] }).success).toBe(true);
  });
});
