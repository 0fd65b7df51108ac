/** What Recto adds to the contract (docs/compatibility.md). */
import { expect } from 'vitest';
import type { Case, Group } from '../case.ts';
import { twoPagePdf, whitePage } from '../pages.ts';

const pdf = { file: twoPagePdf.toString('base64'), fileType: 0 };

const cases: Case[] = [
  {
    name: 'pages chooses pages of the source, from 1',
    json: { ...pdf, pages: '2' },
    answer: { result: { dataInfo: { numPages: 1 } } },
  },
  {
    name: 'pdfTextLayer always takes the PDF’s words and says so',
    json: { ...pdf, pages: '1', pdfTextLayer: 'always' },
    check: ({ page }) => {
      const [block] = page.prunedResult.parsing_res_list;
      expect(block.content_source).toBe('text_layer');
      expect(block.block_content).toContain('quick brown fox');
    },
  },
  {
    name: 'returnConfidence says how sure the parts were',
    json: { file: whitePage, useLayoutDetection: true, returnConfidence: true },
    check: ({ page }) => {
      const [title, , image] = page.prunedResult.parsing_res_list;
      expect(title.confidence).toEqual({
        layout_score: expect.closeTo(0.95, 6),
        text_source: 'tokens',
        text_mean: 0.75,
        text_min: 0.5,
        text_count: 2,
      });
      expect(image.confidence).toEqual({ layout_score: expect.closeTo(0.88, 6), text_source: 'none' });
    },
  },
  {
    name: 'returnConfidence of words that the PDF holds says just that',
    json: { ...pdf, pages: '1', pdfTextLayer: 'always', returnConfidence: true },
    page: {
      prunedResult: {
        parsing_res_list: [{ confidence: { layout_score: null, text_source: 'text_layer' } }],
      },
    },
  },
  {
    name: 'a password that nothing asks for does not matter',
    json: { ...pdf, pages: '1', password: 'unasked' },
  },
  ...Object.entries({ html: '<!', json: '{', pdf: '%PDF', zip: 'PK' }).map(
    ([format, start]): Case => ({
      name: `outputFormats ${format} adds such a file`,
      json: { file: whitePage, useLayoutDetection: true, outputFormats: [format] },
      check: ({ page }) => {
        const { content, fileName } = page.exports[format];
        expect(fileName).toMatch(new RegExp(`\\.${format}$`));
        expect(Buffer.from(content, 'base64').toString('latin1').trimStart().startsWith(start)).toBe(true);
      },
    }),
  ),
  {
    name: 'exportScope document makes one file of all pages, beside them',
    json: { ...pdf, outputFormats: ['zip'], exportScope: 'document' },
    check: ({ body, page }) => {
      expect(body.result.exports.zip.fileName).toMatch(/^\d{10}_\d{4}\.zip$/);
      expect(page).not.toHaveProperty('exports');
    },
  },
  {
    name: 'markdownStyle clean writes no HTML for pictures',
    json: { file: whitePage, useLayoutDetection: true, markdownStyle: 'clean' },
    check: ({ page }) => expect(page.markdown.text).not.toContain('text-align: center;"><img'),
  },
  {
    name: 'markdownLabels shows and drops by label',
    json: {
      file: whitePage,
      useLayoutDetection: true,
      markdownLabels: { number: 'keep', table: 'drop' },
    },
    check: ({ page }) => {
      expect(page.markdown.text.trim().endsWith('7')).toBe(true);
      expect(page.markdown.text).not.toContain('<table');
    },
  },
  { name: 'joinParagraphs is taken', json: { ...pdf, restructurePages: true, joinParagraphs: true } },
  {
    name: 'every answer has a request id',
    check: ({ headers }) => expect(headers.get('x-request-id')).toMatch(/\S/),
  },
];

export const extensions: Group = { title: 'extensions', source: 'docs/compatibility.md', cases };
