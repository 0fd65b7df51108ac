/** What recognition makes of a page: regions plus what they say. */
import type {
  BlockConfidence,
  BlockFailure,
  BlockLabel,
  ContentSource,
  SpottingResult,
} from '@recto/contracts';
import type { Page, Raster } from '@recto/documents';
import type { Box, Point } from '@recto/geometry';
import type { Region } from '@recto/vision';

/**
 * A piece of a page as pixels of its own, RGB like the page. In plain memory: V8 does not count shared memory when it
 * decides whether to collect garbage, and a long document makes many crops.
 */
export type Crop = Omit<Raster, 'data'> & { readonly data: Uint8Array };

/** The kinds of question that a VLM of this family answers (pipeline.md 4.1). */
export const tasks = ['ocr', 'table', 'formula', 'chart', 'seal', 'spotting'] as const;
export type Task = (typeof tasks)[number];

/** A picture that belongs to a block or a figure: its Markdown path and its pixels. */
export interface Picture {
  /** `imgs/img_in_<label>_box_<x1>_<y1>_<x2>_<y2>.jpg`, unique within a page. */
  readonly path: string;
  readonly box: Box;
  readonly crop: Crop;
}

export interface Block {
  readonly label: BlockLabel;
  /** Empty for pictures and for the non-first members of a merged group. */
  readonly content: string;
  /** Integers in page pixels. */
  readonly box: Box;
  readonly polygon: readonly Point[] | null;
  /** Index in the filtered region list of the first member of the group; null for a block on its own (pipeline.md 3.4). */
  readonly groupId: number | null;
  readonly picture: Picture | null;
  readonly source: ContentSource;
  /** Set when recognition of this block failed for good; `content` is then empty. */
  readonly failure: BlockFailure | null;
  /** Present where the options ask for it. */
  readonly confidence?: BlockConfidence;
}

export interface PageRecognition {
  /** In reading order. */
  readonly blocks: readonly Block[];
  /** Every figure of the page, gathered before the overlap filter (pipeline.md 3.5). */
  readonly figures: readonly Picture[];
  readonly spotting: SpottingResult | null;
}

export interface PixelBudget {
  readonly minPixels: number;
  readonly maxPixels: number;
}

/** Sampling of one request; undefined leaves a parameter out of the body (pipeline.md 4.3-4.4). */
export interface Sampling {
  readonly temperature: number | undefined;
  readonly topP: number | undefined;
  readonly repetitionPenalty: number | undefined;
  readonly maxNewTokens: number;
}

export interface VlmQuestion {
  readonly task: Task;
  readonly crop: Crop;
  readonly budget: PixelBudget;
  readonly sampling: Sampling;
  readonly skipSpecialTokens: boolean;
  /** The answer shall say how sure the reader was, where the server can. */
  readonly withConfidence?: boolean | undefined;
  /** Nobody waits for it: the gateway serves those first for whom somebody does. */
  readonly background?: boolean | undefined;
  readonly signal: AbortSignal;
}

export interface VlmAnswer {
  readonly text: string;
  readonly finishReason: string | null;
  /** The text is broken as printed and wants joining into paragraphs; a VLM writes paragraphs itself. */
  readonly readingLines?: boolean;
  /** Present where it was asked for and the server tells. */
  readonly sureness?: Sureness;
}

/** Shares from 0 to 1 over the tokens or words of one answer. */
export interface Sureness {
  readonly unit: 'tokens' | 'words';
  readonly mean: number;
  readonly min: number;
  readonly count: number;
}

/** The far side of the crop: an OpenAI-compatible server, usually the gateway. */
export interface VlmClient {
  /** Throws RectoError vlm.*; AbortError when the signal fires. */
  ask(question: VlmQuestion): Promise<VlmAnswer>;
}

export type TextLayerMode = 'auto' | 'never' | 'always';

export interface RecognitionOptions {
  readonly useChartRecognition: boolean;
  readonly useSealRecognition: boolean;
  readonly useOcrForImageBlock: boolean;
  readonly mergeLayoutBlocks: boolean;
  /** `rect` turns polygon masks off. */
  readonly shapeMode: 'rect' | 'quad' | 'poly' | 'auto';
  readonly sampling: Sampling;
  /** Budget per task, defaults and `vlmExtraArgs` already merged. */
  readonly budgets: Readonly<Record<Task, PixelBudget>>;
  readonly textLayer: TextLayerMode;
  /** `strict`: the first failed block throws. `partial`: the block carries its failure. */
  readonly onError: 'strict' | 'partial';
  /** Blocks carry their confidence. */
  readonly withConfidence?: boolean;
}

/**
 * Reads one page: overlap filter, crops, grouping, text layer or VLM per block, clean-up.
 * `regions` come in reading order from layout detection (or one pseudo region when it is off).
 */
export type RecognizePage = (input: {
  readonly page: Page;
  readonly regions: readonly (Region | PseudoRegion)[];
  readonly options: RecognitionOptions;
  readonly vlm: VlmClient;
  /** Page number in the response, for failures. */
  readonly pageNumber: number;
  readonly signal: AbortSignal;
}) => Promise<PageRecognition>;

/** The whole page as one region when layout detection is off (pipeline.md 3.7). */
export type PseudoRegion = Omit<Region, 'label'> & { readonly label: BlockLabel };
