/**
 * One page of an answer, as it stands on the wire (wire.md 3.1-3.4). Key order is the order of emission.
 * Fields marked "extension" are Recto's own and absent unless a request asks for them or they say something.
 */
import type { BlockLabel, LayoutLabel } from './layout-labels.ts';
import type { OutputFormat } from './layout-parsing-request.ts';

export interface LayoutBox {
  cls_id: number;
  label: LayoutLabel;
  score: number;
  /** Integers in page pixels, clamped to the page. */
  coordinate: readonly [number, number, number, number];
  order: number | null;
  polygon_points?: readonly (readonly [number, number])[];
}

/** Extension: who read a block. `text_layer` = the PDF's own words, `engine` = the model behind the gateway. */
export type ContentSource = 'text_layer' | 'engine' | 'none';

/**
 * Extension, with `returnConfidence`: how sure the parts were that made a block. Figures are shares from 0 to 1 on scales of
 * their makers: comparable among blocks of one kind, no chance of being right.
 */
export interface BlockConfidence {
  /** Of layout detection; null for a block that it did not find (found by its words or ink, or the whole page). */
  layout_score: number | null;
  /**
   * What the figures of the text are made of: probabilities that a model gave its tokens, confidences that the embedded engine
   * gave its words. `text_layer`: the PDF's own words, where nothing was guessed. `none`: not read, or the reader gives no figures.
   */
  text_source: 'tokens' | 'words' | 'text_layer' | 'none';
  /** Over `text_count` tokens or words; absent without them. */
  text_mean?: number;
  text_min?: number;
  text_count?: number;
}

/** Extension: a failure with an address; on a block (`error`) and in `result.failures`. */
export interface BlockFailure {
  code: string;
  message: string;
  retryable: boolean;
  page: number;
  block?: number;
}

/** Extension: a piece that restructuring joined with others into one block. */
export interface MergeSource {
  /** Index of its page among those that were restructured. */
  page: number;
  global_block_id: number;
  block_bbox: readonly [number, number, number, number];
  /** Of a table: its rows in the joined one, and those left out because the first piece begins with the same. */
  rows?: number;
  repeated_header_rows?: number;
  /** Of a paragraph: its length before it was joined. */
  characters?: number;
}

export interface ParsingBlock {
  block_label: BlockLabel;
  block_content: string;
  block_bbox: readonly [number, number, number, number];
  block_id: number;
  block_order: number | null;
  group_id: number;
  global_block_id?: number;
  global_group_id?: number;
  block_polygon_points?: readonly (readonly [number, number])[];
  /** Extension, with `pdfTextLayer` other than `never`. */
  content_source?: ContentSource;
  /** Extension, with `returnConfidence`. */
  confidence?: BlockConfidence;
  /** Extension, after restructuring: every piece of a table or paragraph that was joined, in order. */
  merge_sources?: MergeSource[];
  /** Extension, with `onError: "partial"`. */
  error?: BlockFailure;
}

export interface ModelSettings {
  use_doc_preprocessor: boolean;
  use_layout_detection: boolean;
  use_chart_recognition: boolean;
  use_seal_recognition: boolean;
  use_ocr_for_image_block: boolean;
  format_block_content: boolean;
  merge_layout_blocks: boolean;
  markdown_ignore_labels: readonly string[];
  return_layout_polygon_points: boolean;
}

export interface SpottingResult {
  rec_polys: readonly (readonly (readonly [number, number])[])[];
  rec_texts: readonly string[];
}

export interface DocPreprocessorResult {
  model_settings: { use_doc_orientation_classify: boolean; use_doc_unwarping: boolean };
  angle: -1 | 0 | 90 | 180 | 270;
}

export interface PrunedResult {
  page_count: number | null;
  width: number;
  height: number;
  model_settings: ModelSettings;
  parsing_res_list: ParsingBlock[];
  spotting_res?: SpottingResult;
  doc_preprocessor_res?: DocPreprocessorResult;
  layout_det_res?: { boxes: LayoutBox[] };
}

export interface ExportedFile {
  /** Base64, or the address where the file is kept. */
  content: string;
  fileName: string;
}

/** `docx` is the reference's, the others are extensions (wire.md 3.8). */
export type Exports = Partial<Record<OutputFormat, ExportedFile>>;

export interface LayoutParsingElement {
  prunedResult: PrunedResult;
  /** `separate` is an extension: Markdown of labels that the request wants beside the text. */
  markdown: { text: string; separate?: Record<string, string>; images?: Record<string, string> };
  outputImages?: Record<string, string>;
  inputImage?: string;
  exports?: Exports;
}

/** Sizes as decoded, before preprocessing (wire.md 3.5). An image of several pages (TIFF) also lists them all: an extension. */
export type DataInfo =
  | {
      width: number;
      height: number;
      type: 'image';
      numPages?: number;
      pages?: { width: number; height: number }[];
    }
  | { numPages: number; pages: { width: number; height: number }[]; type: 'pdf' };
