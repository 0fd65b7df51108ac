/** Fields that choose what the answer shows. */
import { expect } from 'vitest';
import type { Case, Group } from '../case.ts';
import { darkPage, pageOf, whitePage } from '../pages.ts';

const white = { file: whitePage, useLayoutDetection: null };
const dark = { ...white, file: darkPage };

const jpegSize = async (base64: string) => {
  const { default: sharp } = await import('sharp');
  const { width, height } = await sharp(Buffer.from(base64, 'base64')).metadata();
  return [width, height];
};

const visualize: Case[] = [
  {
    name: 'visualize is on where nobody says (Serving.visualize)',
    json: { ...white, visualize: null },
    check: ({ page }) => {
      expect(Object.keys(page.outputImages)).toEqual(['layout_det_res']);
      expect(page.inputImage).toBeTypeOf('string');
    },
  },
  {
    name: 'visualize false leaves both pictures out',
    json: { ...white, visualize: false },
    check: ({ page }) => expect(Object.keys(page)).toEqual(['prunedResult', 'markdown']),
  },
  {
    name: 'without layout detection there is nothing to draw',
    json: { visualize: true },
    check: ({ page }) => expect(page.outputImages).toEqual({}),
  },
  {
    name: 'spotting shows what was found, and where',
    json: { file: await pageOf(1000, 500), promptLabel: 'spotting', visualize: true },
    check: async ({ page }) => {
      expect(Object.keys(page.outputImages)).toEqual(['spotting_res_img']);
      expect(await jpegSize(page.outputImages.spotting_res_img)).toEqual([1000, 500]);
    },
  },
  {
    name: 'pictures beyond 2000 px are scaled down to fit',
    json: { file: await pageOf(4000, 40), visualize: true },
    check: async ({ page }) => expect(await jpegSize(page.inputImage)).toEqual([2000, 20]),
  },
  {
    name: 'preprocessing adds its picture, its result and its settings',
    json: { visualize: true, useDocOrientationClassify: true },
    check: ({ page }) => {
      expect(Object.keys(page.outputImages)).toEqual(['preprocessed_img']);
      expect(page.prunedResult.model_settings.use_doc_preprocessor).toBe(true);
      expect(page.prunedResult.doc_preprocessor_res).toMatchObject({
        model_settings: { use_doc_orientation_classify: true, use_doc_unwarping: false },
      });
      expect([0, 90, 180, 270]).toContain(page.prunedResult.doc_preprocessor_res.angle);
    },
  },
];

const markdown: Case[] = [
  {
    name: 'returnMarkdownImages false leaves the images out',
    json: { ...white, returnMarkdownImages: false },
    check: ({ page }) => expect(Object.keys(page.markdown)).toEqual(['text']),
  },
  {
    name: 'a page without pictures has an empty map of images',
    json: {},
    check: ({ page }) => expect(page.markdown.images).toEqual({}),
  },
  {
    name: 'prettifyMarkdown false writes plain Markdown',
    json: { ...white, prettifyMarkdown: false },
    check: ({ page }) => {
      expect(page.markdown.text).toContain('![');
      expect(page.markdown.text).not.toContain('text-align');
    },
  },
  {
    name: 'showFormulaNumber shows the number, which is else left out',
    json: { ...dark, showFormulaNumber: true },
    check: ({ page }) => expect(page.markdown.text).toMatch(/\\tag|E = mc\^2[\s\S]*Some words/),
  },
  {
    name: 'markdownIgnoreLabels [] shows everything',
    json: { ...white, markdownIgnoreLabels: [] },
    check: ({ page }) => {
      expect(page.markdown.text.trim().endsWith('7')).toBe(true);
      expect(page.prunedResult.model_settings.markdown_ignore_labels).toEqual([]);
      expect(page.prunedResult.parsing_res_list.at(-1).block_order).toBe(3);
    },
  },
  {
    name: 'markdownIgnoreLabels hides what it names',
    json: { ...white, markdownIgnoreLabels: ['table', 'text'] },
    check: ({ page }) => expect(page.markdown.text).not.toMatch(/<table|Revenue/),
  },
  {
    name: 'formatBlockContent writes the Markdown of a block into it',
    json: { ...white, formatBlockContent: true },
    check: ({ page }) => {
      const [title, , image, , number] = page.prunedResult.parsing_res_list;
      expect(title.block_content).toBe('# Annual Report');
      expect(image.block_content).toContain('<img');
      expect(number.block_content).toBe('7');
      expect(page.prunedResult.model_settings.format_block_content).toBe(true);
    },
  },
];

const exports: Case[] = [
  {
    name: 'outputFormats docx adds a Word file to each page',
    json: { ...white, outputFormats: ['docx'] },
    check: ({ page }) => {
      expect(Object.keys(page)).toEqual(['prunedResult', 'markdown', 'exports']);
      expect(Object.keys(page.exports)).toEqual(['docx']);
      const { content, fileName } = page.exports.docx;
      expect(fileName).toMatch(/^\d{10}_\d{4}_0\.docx$/);
      expect(Buffer.from(content, 'base64').subarray(0, 2).toString()).toBe('PK');
    },
  },
  {
    name: 'no outputFormats, no exports',
    json: { ...white, outputFormats: [] },
    check: ({ page }) => expect(Object.keys(page)).not.toContain('exports'),
  },
];

const restructuring: Case[] = [
  {
    name: 'restructurePages numbers blocks over the document and never concatenates',
    json: { ...white, restructurePages: true },
    check: ({ body, page }) => {
      expect(body.result.layoutParsingResults).toHaveLength(1);
      const ids = page.prunedResult.parsing_res_list.map(
        (b: { global_block_id: number }) => b.global_block_id,
      );
      expect(ids).toEqual([0, 1, 2, 3, 4]);
    },
  },
  {
    name: 'without it there are no global ids',
    json: white,
    check: ({ body }) => expect(JSON.stringify(body)).not.toContain('global_'),
  },
];

export const output: Group = {
  title: 'what the answer shows',
  source: 'wire.md 2.1, 3.1, 3.3, 3.7, 3.8',
  cases: [...visualize, ...markdown, ...exports, ...restructuring],
};
