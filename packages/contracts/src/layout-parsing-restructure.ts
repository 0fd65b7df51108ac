/** The body of `POST /restructure-pages` (wire.md 2.2). */
import { z } from 'zod';
import { defaultMarkdownIgnoreLabels } from './layout-labels.ts';
import { laxBoolean, orConfig } from './layout-parsing-lax.ts';
import { markdownStyleFields, outputFormats } from './layout-parsing-request.ts';

const box = z.tuple([z.number(), z.number(), z.number(), z.number()]);

/** What restructuring reads of a block; everything else stays as it came. */
const block = z.looseObject({
  block_label: z.string(),
  block_content: z.string(),
  block_bbox: box,
  block_id: z.int(),
  block_order: z.int().nullable(),
  group_id: z.int(),
});

/** Older servers report fewer settings (wire.md 3.3). */
const settings = z.looseObject({
  use_doc_preprocessor: z.boolean().default(false),
  use_layout_detection: z.boolean().default(true),
  use_chart_recognition: z.boolean().default(false),
  use_seal_recognition: z.boolean().default(false),
  use_ocr_for_image_block: z.boolean().default(false),
  format_block_content: z.boolean().default(false),
  merge_layout_blocks: z.boolean().default(true),
  markdown_ignore_labels: z.array(z.string()).default([...defaultMarkdownIgnoreLabels]),
  return_layout_polygon_points: z.boolean().default(true),
});

export const restructurePage = z.object({
  prunedResult: z
    .looseObject({
      page_count: z.int().nullable().default(null),
      width: z.number().gt(0),
      height: z.number().gt(0),
      model_settings: settings,
      parsing_res_list: z.array(block),
    })
    .describe('As /layout-parsing returned it'),
  markdownImages: orConfig(z.record(z.string(), z.string())).describe(
    "The page's markdown.images: base64, data URLs or http URLs",
  ),
});

export const restructurePagesRequest = z.object({
  pages: z.array(restructurePage).describe('In document order'),
  mergeTables: laxBoolean.default(true),
  relevelTitles: laxBoolean.default(true),
  concatenatePages: laxBoolean.default(false).describe('One result for all pages'),
  prettifyMarkdown: laxBoolean.default(true),
  showFormulaNumber: laxBoolean.default(false),
  returnMarkdownImages: laxBoolean.default(true),
  joinParagraphs: laxBoolean
    .default(false)
    .describe('Extension: paragraphs that a page end breaks become one'),
  outputFormats: orConfig(z.array(z.enum(outputFormats))),
  logId: orConfig(z.string()),
  ...markdownStyleFields,
});

export type RestructurePagesRequest = z.output<typeof restructurePagesRequest>;
