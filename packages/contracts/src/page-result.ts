/**
 * One page of an answer, as it stands on the wire (wire.md 3.1-3.4). Key order is the order of emission.
 * Fields marked "extension" are Recto's own and absent unless a request asks for them or they say something.
 * Answers are not checked against these schemas: the types and the OpenAPI document come from them.
 */
import { z } from 'zod';
import { type BlockLabel, layoutLabels, promptLabels } from './layout-labels.ts';
import { outputFormats } from './layout-parsing-request.ts';

const point = z.tuple([z.number(), z.number()]).readonly();
const polygon = z.array(point).readonly();
const bbox = z
  .tuple([z.number(), z.number(), z.number(), z.number()])
  .readonly()
  .describe('[x0, y0, x1, y1] in pixels of the page');

export const layoutBox = z.object({
  cls_id: z.int(),
  label: z.enum(layoutLabels),
  score: z.number(),
  coordinate: bbox.describe('Integers in page pixels, clamped to the page'),
  order: z.int().nullable(),
  polygon_points: polygon.optional(),
});
export type LayoutBox = z.output<typeof layoutBox>;

const contentSource = z
  .enum(['text_layer', 'engine', 'none'])
  .describe(
    'Extension: who read the block. text_layer: the words of the PDF itself, engine: the model behind the gateway',
  );
export type ContentSource = z.output<typeof contentSource>;

const blockConfidence = z
  .object({
    layout_score: z
      .number()
      .nullable()
      .describe(
        'Of layout detection; null for a block that it did not find (found by its words or ink, or the whole page)',
      ),
    text_source: z
      .enum(['tokens', 'words', 'text_layer', 'none'])
      .describe(
        'What the figures of the text are made of: probabilities that a model gave its tokens, confidences that the embedded engine gave its words. text_layer: the words of the PDF itself, where nothing was guessed. none: not read, or the reader gives no figures',
      ),
    text_mean: z.number().optional(),
    text_min: z.number().optional(),
    text_count: z.int().optional().describe('Tokens or words'),
  })
  .describe(
    'Extension, with returnConfidence: how sure the parts were that made the block. Shares from 0 to 1 on scales of their makers: comparable among blocks of one kind, no chance of being right',
  );
export type BlockConfidence = z.output<typeof blockConfidence>;

export const blockFailure = z
  .object({
    code: z.string(),
    message: z.string(),
    retryable: z.boolean(),
    page: z.int(),
    block: z.int().optional(),
  })
  .describe('Extension: a failure with an address; page and block count from 0');
export type BlockFailure = z.output<typeof blockFailure>;

const mergeSource = z
  .object({
    page: z.int().describe('Index of its page among those that were restructured'),
    global_block_id: z.int(),
    block_bbox: bbox,
    rows: z.int().optional().describe('Of a table: its rows in the joined one'),
    repeated_header_rows: z
      .int()
      .optional()
      .describe('Of a table: rows that were left out because the first piece begins with the same'),
    characters: z.int().optional().describe('Of a paragraph: its length before it was joined'),
  })
  .describe('Extension: a piece that restructuring joined with others into one block');
export type MergeSource = z.output<typeof mergeSource>;

export const parsingBlock = z.object({
  block_label: z.enum([...new Set<BlockLabel>([...layoutLabels, ...promptLabels])]),
  block_content: z.string(),
  block_bbox: bbox,
  block_id: z.int(),
  block_order: z
    .int()
    .nullable()
    .describe('Place in the reading order, from 1; null for what stands outside it'),
  group_id: z.int().describe('Shared by blocks that were read together'),
  global_block_id: z.int().optional(),
  global_group_id: z.int().optional(),
  block_polygon_points: polygon.optional(),
  content_source: contentSource.optional(),
  confidence: blockConfidence.optional(),
  merge_sources: z
    .array(mergeSource)
    .optional()
    .describe('Every piece of a table or paragraph that was joined, in order'),
  error: blockFailure.optional(),
});
export type ParsingBlock = z.output<typeof parsingBlock>;

const modelSettings = z.object({
  use_doc_preprocessor: z.boolean(),
  use_layout_detection: z.boolean(),
  use_chart_recognition: z.boolean(),
  use_seal_recognition: z.boolean(),
  use_ocr_for_image_block: z.boolean(),
  format_block_content: z.boolean(),
  merge_layout_blocks: z.boolean(),
  markdown_ignore_labels: z.array(z.string()).readonly(),
  return_layout_polygon_points: z.boolean(),
});
export type ModelSettings = z.output<typeof modelSettings>;

const spottingResult = z.object({
  rec_polys: z.array(polygon).readonly(),
  rec_texts: z.array(z.string()).readonly(),
});
export type SpottingResult = z.output<typeof spottingResult>;

const docPreprocessorResult = z.object({
  model_settings: z.object({ use_doc_orientation_classify: z.boolean(), use_doc_unwarping: z.boolean() }),
  angle: z.literal([-1, 0, 90, 180, 270]).describe('-1: not looked for'),
});
export type DocPreprocessorResult = z.output<typeof docPreprocessorResult>;

const layoutResult = z.object({ boxes: z.array(layoutBox) });

export const prunedResult = z.object({
  page_count: z.int().nullable(),
  width: z.int(),
  height: z.int(),
  model_settings: modelSettings,
  parsing_res_list: z.array(parsingBlock),
  spotting_res: spottingResult.optional(),
  doc_preprocessor_res: docPreprocessorResult.optional(),
  layout_det_res: layoutResult.optional(),
});
export type PrunedResult = z.output<typeof prunedResult>;

/** All pages of a document as one: what belongs to a page has one entry per page. */
export const concatenatedResult = prunedResult.extend({
  page_count: z.int(),
  spotting_res: z.array(spottingResult).optional(),
  doc_preprocessor_res: z.array(docPreprocessorResult).optional(),
  layout_det_res: z.array(layoutResult).optional(),
});
export type ConcatenatedResult = z.output<typeof concatenatedResult>;

const exportedFile = z.object({
  content: z.string().describe('Base64, or the address where the file is kept'),
  fileName: z.string(),
});
export type ExportedFile = z.output<typeof exportedFile>;

/** `docx` is the reference's, the others are extensions (wire.md 3.8). */
export const exportedFiles = z.partialRecord(z.enum(outputFormats), exportedFile);
export type Exports = z.output<typeof exportedFiles>;

const pictures = z.record(z.string(), z.string());

export const layoutParsingElement = z.object({
  prunedResult,
  markdown: z.object({
    text: z.string(),
    separate: pictures
      .optional()
      .describe('Extension: Markdown of labels that the request wants beside the text, by label'),
    images: pictures.optional().describe('By the path in the text: base64 JPEG, or the address of one'),
  }),
  outputImages: pictures.optional().describe('Pictures of what was found, by name'),
  inputImage: z.string().optional(),
  exports: exportedFiles.optional(),
});
export type LayoutParsingElement = z.output<typeof layoutParsingElement>;

const pageSizes = z.array(z.object({ width: z.int(), height: z.int() }));

/** An image of several pages (TIFF) also lists them all: an extension. */
export const dataInfo = z
  .union([
    z.object({
      width: z.int(),
      height: z.int(),
      type: z.literal('image'),
      numPages: z.int().optional(),
      pages: pageSizes.optional(),
    }),
    z.object({ numPages: z.int(), pages: pageSizes, type: z.literal('pdf') }),
  ])
  .describe('Sizes as decoded, before preprocessing');
export type DataInfo = z.output<typeof dataInfo>;
