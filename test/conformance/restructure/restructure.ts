/** `POST /restructure-pages`. */
import { expect } from 'vitest';
import type { Case, Group } from '../case.ts';

const block = (id: number, block_label: string, block_content: string) => ({
  block_label,
  block_content,
  block_bbox: [10, 10 + 100 * id, 400, 90 + 100 * id],
  block_id: id,
  block_order: id + 1,
  group_id: id,
});
const row = (text: string) => `<tr><td>${text}</td><td>x</td></tr>`;
const table = (...rows: string[]) => `<table>${rows.map(row).join('')}</table>`;

/** As `/layout-parsing` returned it, with what an answer may also hold. */
const page = (...blocks: object[]) => ({
  prunedResult: {
    page_count: null,
    width: 500,
    height: 700,
    model_settings: {
      use_doc_preprocessor: false,
      use_layout_detection: true,
      use_chart_recognition: false,
      use_seal_recognition: false,
      use_ocr_for_image_block: false,
      format_block_content: false,
      merge_layout_blocks: true,
      markdown_ignore_labels: ['number'],
      return_layout_polygon_points: false,
    },
    parsing_res_list: blocks,
    layout_det_res: { boxes: [] },
  },
  markdownImages: { [`imgs/${blocks.length}.jpg`]: 'QQ==' },
});

const pages = [
  page(block(0, 'paragraph_title', '1.1 Deep'), block(1, 'table', table('head', 'a'))),
  page(block(0, 'table', table('head', 'b')), block(1, 'text', 'The end.'), block(2, 'number', '2')),
];

const ask = (fields: Record<string, unknown> = {}) => ({
  path: '/restructure-pages',
  body: { pages, ...fields },
});

type Result = { prunedResult: { parsing_res_list: Record<string, unknown>[] }; markdown: { text: string } };
const resultsOf = (body: { result: { layoutParsingResults: Result[] } }) => body.result.layoutParsingResults;

const cases: Case[] = [
  {
    name: 'each page comes back in the envelope',
    ...ask({ logId: 'r-1' }),
    answer: { logId: 'r-1', errorCode: 0, errorMsg: 'Success' },
    check: ({ body }) => {
      expect(Object.keys(body.result)).toEqual(['layoutParsingResults']);
      expect(resultsOf(body)).toHaveLength(2);
      expect(Object.keys(resultsOf(body)[0] as Result)).toEqual(['prunedResult', 'markdown']);
    },
  },
  {
    name: 'a table goes on over the page end, without its second head',
    ...ask(),
    check: ({ body }) => {
      const [first, second] = resultsOf(body) as [Result, Result];
      expect(first.prunedResult.parsing_res_list[1]?.block_content).toBe(table('head', 'a', 'b'));
      expect(second.prunedResult.parsing_res_list[0]?.block_content).toBe('');
    },
  },
  {
    name: 'mergeTables false leaves tables apart',
    ...ask({ mergeTables: false }),
    check: ({ body }) =>
      expect(resultsOf(body)[1]?.prunedResult.parsing_res_list[0]?.block_content).toBe(table('head', 'b')),
  },
  {
    name: 'blocks are numbered over the document',
    ...ask(),
    check: ({ body }) => {
      const ids = resultsOf(body).flatMap((r) =>
        r.prunedResult.parsing_res_list.map((b) => b.global_block_id),
      );
      expect(ids).toEqual([0, 1, 2, 3, 4]);
    },
  },
  {
    name: 'images stay with their page',
    ...ask(),
    check: ({ body }) =>
      expect(resultsOf(body).map((r) => r.markdown)).toMatchObject([
        { images: { 'imgs/2.jpg': 'QQ==' } },
        { images: { 'imgs/3.jpg': 'QQ==' } },
      ]),
  },
  {
    name: 'concatenatePages makes one page with all images',
    ...ask({ concatenatePages: true }),
    check: ({ body }) => {
      const [only, ...others] = resultsOf(body) as [Result, ...Result[]];
      expect(others).toEqual([]);
      expect(only.prunedResult).toMatchObject({ page_count: 2, width: 500, layout_det_res: [{}, {}] });
      expect(only.prunedResult.parsing_res_list).toHaveLength(5);
      expect(only.markdown).toMatchObject({ images: { 'imgs/2.jpg': 'QQ==', 'imgs/3.jpg': 'QQ==' } });
    },
  },
  {
    name: 'returnMarkdownImages false leaves images out',
    ...ask({ returnMarkdownImages: false }),
    check: ({ body }) => expect(JSON.stringify(body)).not.toContain('"images"'),
  },
  {
    name: 'a page without images has none',
    ...ask({ pages: pages.map(({ prunedResult }) => ({ prunedResult, markdownImages: null })) }),
    check: ({ body }) => expect(JSON.stringify(body)).not.toContain('"images"'),
  },
  {
    name: 'no pages have no results',
    ...ask({ pages: [] }),
    answer: { result: { layoutParsingResults: [] } },
  },
  {
    name: 'no pages in one have no results either',
    ...ask({ pages: [], concatenatePages: true }),
    answer: { result: { layoutParsingResults: [] } },
  },
  {
    name: 'pages are required',
    path: '/restructure-pages',
    body: {},
    refused: { type: 'missing', loc: ['body', 'pages'] },
  },
  {
    name: 'so is the result of each',
    ...ask({ pages: [{}] }),
    refused: { type: 'missing', loc: ['body', 'pages', 0, 'prunedResult'] },
  },
  ...[
    'mergeTables',
    'relevelTitles',
    'concatenatePages',
    'prettifyMarkdown',
    'showFormulaNumber',
    'returnMarkdownImages',
  ].map(
    (name): Case => ({
      name: `${name}: null is refused`,
      ...ask({ [name]: null }),
      refused: { type: 'bool_type', loc: ['body', name] },
    }),
  ),
  {
    name: 'outputFormats docx adds a Word file',
    ...ask({ outputFormats: ['docx'] }),
    check: ({ page }) => {
      expect(page.exports.docx.fileName).toMatch(/\.docx$/);
      expect(Buffer.from(page.exports.docx.content, 'base64').subarray(0, 2).toString()).toBe('PK');
    },
  },
  {
    name: 'markdownStyle and markdownLabels shape the Markdown here, too',
    ...ask({ markdownStyle: 'clean', markdownLabels: { text: 'drop' } }),
    check: ({ body }) => expect(resultsOf(body)[1]?.markdown.text).not.toContain('The end.'),
  },
  {
    name: 'joinParagraphs makes one of two that a page end parted',
    ...ask({
      joinParagraphs: true,
      pages: [page(block(0, 'text', 'A sentence that')), page(block(0, 'text', 'goes on here.'))],
    }),
    check: ({ body }) => {
      const texts = resultsOf(body).map((r) => r.prunedResult.parsing_res_list[0]?.block_content);
      expect(texts).toEqual(['A sentence that goes on here.', '']);
    },
  },
  { name: 'null stands for no logId and no exports', ...ask({ logId: null, outputFormats: null }) },
  {
    name: 'an export of another name is refused',
    ...ask({ outputFormats: ['odt'] }),
    refused: { type: 'literal_error' },
  },
];

export const restructure: Group = { title: 'restructuring', source: 'wire.md 2.2, 3.6', cases };
