import type { BlockLabel, ParsingBlock, PrunedResult } from '@recto/contracts';
import { describe, expect, it } from 'vitest';
import type { MarkdownStyle } from '../markdown/markdown-block.ts';
import { pageMarkdown } from '../markdown/page-markdown.ts';
import { concatenateMarkdown, concatenatePages } from './concatenate.ts';
import { restructurePages } from './restructure-pages.ts';
import { markdownBlocks } from './restructured-markdown.ts';

const both = { mergeTables: true, relevelTitles: true, joinParagraphs: false };
const settings: PrunedResult['model_settings'] = {
  use_doc_preprocessor: false,
  use_layout_detection: true,
  use_chart_recognition: false,
  use_seal_recognition: false,
  use_ocr_for_image_block: false,
  format_block_content: false,
  merge_layout_blocks: true,
  markdown_ignore_labels: ['number'],
  return_layout_polygon_points: false,
};
const page = (...blocks: [BlockLabel, string][]): PrunedResult => ({
  page_count: null,
  width: 1000,
  height: 1400,
  model_settings: settings,
  parsing_res_list: blocks.map(
    ([label, content], i): ParsingBlock => ({
      block_label: label,
      block_content: content,
      block_bbox: [100, 40 * i, 500, 40 * i + 30],
      block_id: i,
      block_order: null,
      group_id: i,
    }),
  ),
  layout_det_res: { boxes: [] },
});
const row = (text: string) => `<tr><td>${text}</td></tr>`;
const cut = [
  page(['paragraph_title', '1 One'], ['table', `<table>${row('a')}</table>`]),
  page(['table', `<table>${row('b')}</table>`], ['paragraph_title', '### 1.1 Two'], ['number', '2']),
];

describe('restructurePages', () => {
  it('numbers blocks through the document and merges and levels what it is told to', () => {
    const [first, second] = restructurePages(cut, both);
    expect(first?.pruned.parsing_res_list.map((b) => [b.global_block_id, b.global_group_id])).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(second?.pruned.parsing_res_list.map((b) => [b.global_block_id, b.global_group_id])).toEqual([
      [2, 1],
      [3, 3],
      [4, 4],
    ]);
    expect(first?.pruned.parsing_res_list[1]?.block_content).toBe(`<table>${row('a')}${row('b')}</table>`);
    expect(second?.pruned.parsing_res_list[0]?.block_content).toBe('');
    expect(second?.pruned.parsing_res_list[1]?.block_content).toBe('1.1 Two');
    expect([...(first?.titleLevels ?? [])]).toEqual([[0, 1]]);
    expect([...(second?.titleLevels ?? [])]).toEqual([[1, 2]]);
  });

  it('does neither when it is told not to, and changes nothing it was given', () => {
    const before = structuredClone(cut);
    const pages = restructurePages(cut, { mergeTables: false, relevelTitles: false, joinParagraphs: false });
    expect(pages[1]?.pruned.parsing_res_list[0]?.block_content).toBe(`<table>${row('b')}</table>`);
    expect(pages[1]?.titleLevels.size).toBe(0);
    restructurePages(cut, both);
    expect(cut).toEqual(before);
    expect(restructurePages([], both)).toEqual([]);
  });

  it('joins what a page end breaks when asked, and shows the pieces of what was joined', () => {
    const broken = [page(['text', 'It goes']), page(['text', 'on here.'])];
    const [first, second] = restructurePages(broken, { ...both, joinParagraphs: true });
    expect(first?.pruned.parsing_res_list[0]).toMatchObject({
      block_content: 'It goes on here.',
      merge_sources: [
        { page: 0, global_block_id: 0, block_bbox: [100, 0, 500, 30], characters: 7 },
        { page: 1, global_block_id: 1, block_bbox: [100, 0, 500, 30], characters: 8 },
      ],
    });
    expect(second?.pruned.parsing_res_list[0]).toMatchObject({ block_content: '', global_group_id: 0 });
    expect(second?.pruned.parsing_res_list[0]).not.toHaveProperty('merge_sources');
    expect(restructurePages(broken, both)[0]?.pruned.parsing_res_list[0]?.block_content).toBe('It goes');
  });

  it('writes keys in the order of the wire', () => {
    const block = restructurePages(cut, both)[0]?.pruned.parsing_res_list[0];
    expect(Object.keys(block ?? {})).toEqual([
      'block_label',
      'block_content',
      'block_bbox',
      'block_id',
      'block_order',
      'group_id',
      'global_block_id',
      'global_group_id',
    ]);
  });

  it('keeps the comments of an algorithm', () => {
    const [only] = restructurePages([page(['algorithm', '# start\ngo'])], both);
    expect(only?.pruned.parsing_res_list[0]?.block_content).toBe('# start\ngo');
  });
});

describe('concatenatePages', () => {
  it('is one page with the first one’s size and every block', () => {
    const whole = concatenatePages(restructurePages(cut, both));
    expect(whole?.pruned).toMatchObject({
      page_count: 2,
      width: 1000,
      layout_det_res: [{ boxes: [] }, { boxes: [] }],
    });
    expect(whole?.pruned.parsing_res_list.map((b) => [b.block_id, b.block_order, b.group_id])).toEqual([
      [0, 1, 0],
      [1, null, 1],
      [2, null, 2],
      [3, 2, 3],
      [4, null, 4],
    ]);
    expect([...(whole?.titleLevels ?? [])]).toEqual([
      [0, 1],
      [3, 2],
    ]);
    expect(concatenatePages([])).toBeNull();
  });

  it('lists what was found on each page, keys in the order of the wire (wire.md 3.2)', () => {
    const spotting = (text: string) => ({ rec_polys: [], rec_texts: [text] });
    const angle = (degrees: 0 | 90) => ({
      model_settings: { use_doc_orientation_classify: true, use_doc_unwarping: false },
      angle: degrees,
    });
    const { layout_det_res, ...rest } = page(['spotting', 'a']);
    const pages = [
      { ...rest, spotting_res: spotting('a'), doc_preprocessor_res: angle(0), layout_det_res },
      { ...rest, spotting_res: spotting('b'), doc_preprocessor_res: angle(90), layout_det_res },
    ] as PrunedResult[];
    const whole = concatenatePages(restructurePages(pages, both))?.pruned;
    expect(whole).toMatchObject({
      spotting_res: [spotting('a'), spotting('b')],
      doc_preprocessor_res: [angle(0), angle(90)],
      layout_det_res: [{ boxes: [] }, { boxes: [] }],
    });
    expect(Object.keys(whole ?? {}).slice(-3)).toEqual([
      'spotting_res',
      'doc_preprocessor_res',
      'layout_det_res',
    ]);
    expect(concatenatePages(restructurePages(cut, both))?.pruned).not.toHaveProperty('spotting_res');
  });

  it('writes Markdown with the pictures of the blocks and the levels of the document', () => {
    const pages = [
      page(['paragraph_title', 'Big'], ['image', ''], ['chart', '']),
      page(['header_image', '']),
    ];
    const whole = concatenatePages(restructurePages(pages, both));
    const blocks = markdownBlocks(
      whole?.pruned.parsing_res_list ?? [],
      whole?.titleLevels ?? new Map(),
      settings,
    );
    expect(blocks.map(({ picturePath }) => picturePath)).toEqual([
      null,
      'imgs/img_in_image_box_100_40_500_70.jpg',
      'imgs/img_in_chart_box_100_80_500_110.jpg',
      'imgs/img_in_header_image_box_100_0_500_30.jpg',
    ]);
    const pictures = (label: BlockLabel, charts: boolean) =>
      markdownBlocks(page([label, '']).parsing_res_list, new Map(), {
        ...settings,
        use_chart_recognition: charts,
      }).map(({ picturePath }) => picturePath);
    expect(pictures('chart', true)).toEqual([null]);
    expect(pictures('seal', true)).toEqual(['imgs/img_in_seal_box_100_0_500_30.jpg']);
    expect(pictures('text', false)).toEqual([null]);
    const style: MarkdownStyle = {
      flavour: 'reference',
      prettify: false,
      showFormulaNumber: false,
      ignoreLabels: [],
      separateLabels: [],
      useLayoutDetection: true,
      useChartRecognition: false,
      useSealRecognition: false,
      useOcrForImageBlock: false,
    };
    expect(pageMarkdown({ blocks: blocks.slice(0, 2), pageWidth: 1000, style })).toBe(
      '## Big\n\n![](imgs/img_in_image_box_100_40_500_70.jpg)',
    );
  });
});

describe('concatenateMarkdown', () => {
  it('puts two newlines before every page', () => {
    expect(concatenateMarkdown(['a', 'b'])).toBe('\n\na\n\nb');
  });
});
