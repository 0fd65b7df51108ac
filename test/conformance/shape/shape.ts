/** The answer, key for key: the worked example of the specification, and the parts that come and go. */
import { expect } from 'vitest';
import type { Case, Group } from '../case.ts';
import { darkPage, whitePage } from '../pages.ts';

const white = { file: whitePage, useLayoutDetection: null };
const dark = { ...white, file: darkPage };

/** wire.md 3.9. The polygons of that example come from a model with masks; this suite's has none. */
const workedExample: Case = {
  name: 'the worked example of the specification',
  json: { ...white, logId: 'job-42' },
  check: ({ body }) => {
    const [page] = body.result.layoutParsingResults;
    const order = [1, 2, null, null, null];
    const scores = [0.95, 0.91, 0.88, 0.97, 0.8];
    const boxes = [
      [100, 80, 900, 140],
      [100, 200, 480, 300],
      [520, 200, 900, 600],
      [100, 700, 900, 1000],
      [480, 1350, 520, 1380],
    ];
    const labels = ['doc_title', 'text', 'image', 'table', 'number'];
    const contents = [
      'Annual Report',
      'Revenue grew by $ x=3 $ percent.',
      '',
      '<table><tr><td>A</td><td>B</td></tr></table>',
      '7',
    ];
    expect(page.prunedResult).toEqual({
      page_count: null,
      width: 1000,
      height: 1400,
      model_settings: {
        use_doc_preprocessor: false,
        use_layout_detection: true,
        use_chart_recognition: false,
        use_seal_recognition: false,
        use_ocr_for_image_block: false,
        format_block_content: false,
        merge_layout_blocks: true,
        markdown_ignore_labels: [
          'number',
          'footnote',
          'header',
          'header_image',
          'footer',
          'footer_image',
          'aside_text',
        ],
        return_layout_polygon_points: true,
      },
      parsing_res_list: labels.map((block_label, i) => ({
        block_label,
        block_content: contents[i],
        block_bbox: boxes[i],
        block_id: i,
        block_order: order[i],
        group_id: i,
      })),
      layout_det_res: {
        boxes: labels.map((label, i) => ({
          cls_id: [6, 22, 14, 21, 16][i],
          label,
          score: expect.closeTo(scores[i] as number, 6),
          coordinate: boxes[i],
          order: [1, 2, null, null, 3][i],
        })),
      },
    });
    expect(page.markdown.text).toBe(
      '# Annual Report\n\nRevenue grew by $ x=3 $ percent.\n\n' +
        '<div style="text-align: center;"><img src="imgs/img_in_image_box_520_200_900_600.jpg" alt="Image" width="38%" /></div>\n\n\n\n' +
        "<table border=1 style='margin: auto; word-wrap: break-word;'><tr><td style='text-align: center; word-wrap: break-word;'>A</td><td style='text-align: center; word-wrap: break-word;'>B</td></tr></table>",
    );
    expect(Object.keys(page.markdown.images)).toEqual(['imgs/img_in_image_box_520_200_900_600.jpg']);
    expect(page.markdown.images['imgs/img_in_image_box_520_200_900_600.jpg']).toMatch(/^\/9j\//);
    expect(body.result.dataInfo).toEqual({ width: 1000, height: 1400, type: 'image' });
  },
};

const keyOrder: Case[] = [
  {
    name: 'an element has its keys in order',
    json: { ...white, visualize: true },
    check: ({ page }) =>
      expect(Object.keys(page)).toEqual(['prunedResult', 'markdown', 'outputImages', 'inputImage']),
  },
  {
    name: 'prunedResult has its keys in order',
    json: white,
    check: ({ page }) =>
      expect(Object.keys(page.prunedResult)).toEqual([
        'page_count',
        'width',
        'height',
        'model_settings',
        'parsing_res_list',
        'layout_det_res',
      ]),
  },
  {
    name: 'model_settings has its keys in order',
    json: white,
    check: ({ page }) =>
      expect(Object.keys(page.prunedResult.model_settings)).toEqual([
        'use_doc_preprocessor',
        'use_layout_detection',
        'use_chart_recognition',
        'use_seal_recognition',
        'use_ocr_for_image_block',
        'format_block_content',
        'merge_layout_blocks',
        'markdown_ignore_labels',
        'return_layout_polygon_points',
      ]),
  },
  {
    name: 'a block has its keys in order, and none of Recto’s own unless asked',
    json: white,
    check: ({ page }) =>
      expect(Object.keys(page.prunedResult.parsing_res_list[0])).toEqual([
        'block_label',
        'block_content',
        'block_bbox',
        'block_id',
        'block_order',
        'group_id',
      ]),
  },
  {
    name: 'a box of layout detection has its keys in order',
    json: white,
    check: ({ page }) =>
      expect(Object.keys(page.prunedResult.layout_det_res.boxes[0])).toEqual([
        'cls_id',
        'label',
        'score',
        'coordinate',
        'order',
      ]),
  },
  {
    name: 'no key is called input_path or page_index at any depth',
    json: { ...dark, visualize: true, useDocOrientationClassify: true },
    check: ({ body }) => expect(JSON.stringify(body)).not.toMatch(/"(input_path|page_index)":/),
  },
];

const numbering: Case[] = [
  {
    name: 'block_order counts what is neither skipped nor ignored, layout order what is not skipped',
    json: dark,
    check: ({ page }) => {
      const { parsing_res_list: blocks, layout_det_res } = page.prunedResult;
      const orders = Object.fromEntries(
        blocks.map((b: { block_label: string; block_order: number | null }) => [
          b.block_label,
          b.block_order,
        ]),
      );
      for (const label of [
        'image',
        'chart',
        'table',
        'header',
        'footer',
        'footnote',
        'aside_text',
        'number',
      ]) {
        expect(orders[label], label).toBeNull();
      }
      const numbered = blocks.flatMap((b: { block_order: number | null }) => b.block_order ?? []);
      expect(numbered).toEqual(numbered.map((_: number, i: number) => i + 1));
      // `number` is ignored by Markdown, not skipped by layout.
      const number = layout_det_res.boxes.find((b: { label: string }) => b.label === 'number');
      expect(number.order).toEqual(expect.any(Number));
    },
  },
  {
    name: 'block_id is the place in the list',
    json: dark,
    check: ({ page }) =>
      expect(page.prunedResult.parsing_res_list.map((b: { block_id: number }) => b.block_id)).toEqual(
        page.prunedResult.parsing_res_list.map((_: unknown, i: number) => i),
      ),
  },
];

const pictures: Case[] = [
  {
    name: 'every block that carries a picture is in markdown.images, ignored or not',
    json: { ...dark, markdownIgnoreLabels: ['image', 'chart', 'seal'] },
    check: ({ page }) => {
      const names = Object.keys(page.markdown.images).map((name) => name.split('_')[2]);
      expect(names.sort()).toEqual(['chart', 'image', 'seal']);
      expect(page.markdown.text).not.toContain('<img');
    },
  },
  {
    name: 'pictures are bare base64 of JPEG',
    json: { ...white, visualize: true },
    check: ({ page }) => {
      const all = [...Object.values(page.markdown.images), page.inputImage, page.outputImages.layout_det_res];
      for (const value of all) expect(value).toMatch(/^\/9j\/[A-Za-z0-9+/]+=*$/);
    },
  },
];

export const shape: Group = {
  title: 'shape of the answer',
  source: 'wire.md 3.1-3.7, 3.9',
  cases: [workedExample, ...keyOrder, ...numbering, ...pictures],
};
