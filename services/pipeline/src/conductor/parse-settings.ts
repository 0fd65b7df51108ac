/** What one request wants, the configuration filled in wherever it does not say (wire.md 2.1). */
import { labelSets, type MarkdownStyle, type RestructureOptions } from '@recto/assembly';
import type { LayoutParsingRequest, ModelSettings, OutputFormat, PromptLabel } from '@recto/contracts';
import { RectoError } from '@recto/contracts';
import {
  defaultBudgets,
  defaultSampling,
  type PixelBudget,
  type RecognitionOptions,
  type Task,
} from '@recto/recognition';
import {
  defaultOrientationModel,
  defaultUnwarpingModel,
  type LayoutOptions,
  notInstalledMessage,
} from '@recto/vision';
import type { PipelineSettings } from './pipeline-settings.ts';

export interface ParseSettings {
  /** The caller's; null where it gives none. */
  readonly logId: string | null;
  readonly fileType: 0 | 1 | null;
  readonly pages: string | null;
  readonly password: string | null;
  /** Null when neither step is wanted. */
  readonly preprocessing: { readonly orientation: boolean; readonly unwarping: boolean } | null;
  /** Null when layout detection is off: the page is then one region with the prompt's label. */
  readonly layout: LayoutOptions | null;
  readonly promptLabel: PromptLabel;
  readonly recognition: RecognitionOptions;
  readonly markdown: {
    readonly prettify: boolean;
    readonly showFormulaNumber: boolean;
    readonly flavour: MarkdownStyle['flavour'];
    readonly ignoreLabels: readonly string[];
    /** Stand beside the text instead of in it; a part of `ignoreLabels`. */
    readonly separateLabels: readonly string[];
    readonly formatBlockContent: boolean;
    readonly returnImages: boolean;
  };
  readonly visualize: boolean;
  readonly maxOutputImageSize: readonly [number, number];
  /** Null when pages are not restructured. */
  readonly restructure: RestructureOptions | null;
  /** Null when no file is wanted beside the answer. */
  readonly exports: {
    readonly formats: readonly OutputFormat[];
    /** A file for each page, or one for the document. */
    readonly scope: 'page' | 'document';
  } | null;
}

/** What this server can do. */
export interface InstalledModels {
  readonly layout: {
    readonly name: string;
    readonly installed: boolean;
    readonly defaults: LayoutOptions;
  };
  readonly orientation: boolean;
  readonly unwarping: boolean;
}

/** Throws RectoError model.not_installed when the request needs a model that is absent */
export function parseSettings(
  request: LayoutParsingRequest,
  config: PipelineSettings,
  installed: InstalledModels,
): ParseSettings {
  const layout =
    (request.useLayoutDetection ?? config.useLayoutDetection)
      ? layoutOptions(request, config, installed.layout)
      : null;
  const promptLabel = request.promptLabel ?? 'ocr';
  return {
    logId: request.logId || null,
    fileType: request.fileType,
    pages: request.pages,
    password: request.password,
    preprocessing: preprocessing(request, config, installed),
    layout,
    promptLabel,
    recognition: recognitionOptions(request, config, layout === null ? promptLabel : null),
    markdown: {
      prettify: request.prettifyMarkdown,
      showFormulaNumber: request.showFormulaNumber,
      flavour: request.markdownStyle,
      ...labelSets(ignoreLabels(request, config), request.markdownLabels ?? {}),
      formatBlockContent: request.formatBlockContent ?? config.formatBlockContent,
      returnImages: request.returnMarkdownImages,
    },
    visualize: request.visualize ?? config.visualize,
    maxOutputImageSize: config.maxOutputImageSize,
    restructure: request.restructurePages
      ? {
          mergeTables: request.mergeTables,
          relevelTitles: request.relevelTitles,
          joinParagraphs: request.joinParagraphs,
        }
      : null,
    exports: wantedExports(request),
  };
}

/** The clean style has a place for footnotes: the list that nobody asked for does not take them away. */
function ignoreLabels(request: LayoutParsingRequest, config: PipelineSettings): readonly string[] {
  if (request.markdownIgnoreLabels !== null) return request.markdownIgnoreLabels;
  return request.markdownStyle === 'clean'
    ? config.markdownIgnoreLabels.filter((label) => label !== 'footnote')
    : config.markdownIgnoreLabels;
}

/**
 * A null flag follows the configuration as far as the model is there: the reference turns orientation on when only
 * unwarping is asked for, and fails with 500 when its models were not loaded.
 */
function preprocessing(
  request: LayoutParsingRequest,
  config: PipelineSettings,
  installed: InstalledModels,
): ParseSettings['preprocessing'] {
  const { useDocOrientationClassify: orientation, useDocUnwarping: unwarping } = request;
  const silent = orientation === null && unwarping === null;
  const wanted = silent ? config.useDocPreprocessor : orientation === true || unwarping === true;
  if (!wanted) return null;
  const missing = [
    ...(orientation === true && !installed.orientation ? [defaultOrientationModel] : []),
    ...(unwarping === true && !installed.unwarping ? [defaultUnwarpingModel] : []),
  ];
  if (missing.length > 0) {
    throw notInstalled(missing);
  }
  return {
    orientation: orientation ?? (config.useDocOrientationClassify && installed.orientation),
    unwarping: unwarping ?? (config.useDocUnwarping && installed.unwarping),
  };
}

const notInstalled = (models: readonly string[]): RectoError =>
  new RectoError('model.not_installed', { message: models.map(notInstalledMessage).join('; ') });

function wantedExports({ outputFormats, exportScope }: LayoutParsingRequest): ParseSettings['exports'] {
  const formats = [...new Set(outputFormats ?? [])];
  return formats.length === 0 ? null : { formats, scope: exportScope };
}

/** Every value is taken by a null test: `layoutNms: false` counts, unlike in the reference (wire.md 2.1 "or-semantics"). */
function layoutOptions(
  request: LayoutParsingRequest,
  config: PipelineSettings,
  { name, installed, defaults: model }: InstalledModels['layout'],
): LayoutOptions {
  if (!installed) throw notInstalled([name]);
  return {
    threshold: request.layoutThreshold ?? config.layout.threshold ?? model.threshold,
    nms: request.layoutNms ?? config.layout.nms ?? model.nms,
    unclipRatio: unclipRatio(request.layoutUnclipRatio) ?? config.layout.unclipRatio ?? model.unclipRatio,
    mergeMode: request.layoutMergeBboxesMode ?? config.layout.mergeMode ?? model.mergeMode,
    shapeMode: request.layoutShapeMode,
  };
}

type Ratio = number | [number, number];

const pairOf = (ratio: Ratio): readonly [number, number] =>
  typeof ratio === 'number' ? [ratio, ratio] : ratio;

function unclipRatio(given: Ratio | ReadonlyMap<number, Ratio> | null): LayoutOptions['unclipRatio'] | null {
  if (given === null) return null;
  if (typeof given === 'number' || Array.isArray(given)) return pairOf(given as Ratio);
  return new Map([...(given as ReadonlyMap<number, Ratio>)].map(([id, ratio]) => [id, pairOf(ratio)]));
}

/** @param prompt the prompt label when layout detection is off: it switches its own recognition on (pipeline.md 3.7) */
function recognitionOptions(
  request: LayoutParsingRequest,
  config: PipelineSettings,
  prompt: PromptLabel | null,
): RecognitionOptions {
  return {
    useChartRecognition: prompt === 'chart' || (request.useChartRecognition ?? config.useChartRecognition),
    useSealRecognition: prompt === 'seal' || (request.useSealRecognition ?? config.useSealRecognition),
    useOcrForImageBlock: request.useOcrForImageBlock ?? config.useOcrForImageBlock,
    mergeLayoutBlocks: request.mergeLayoutBlocks ?? config.mergeLayoutBlocks,
    shapeMode: request.layoutShapeMode,
    sampling: {
      temperature: request.temperature ?? defaultSampling.temperature,
      topP: request.topP ?? defaultSampling.topP,
      repetitionPenalty: request.repetitionPenalty ?? defaultSampling.repetitionPenalty,
      maxNewTokens: request.maxNewTokens ?? defaultSampling.maxNewTokens,
    },
    budgets: pixelBudgets(request),
    textLayer: request.pdfTextLayer ?? config.pdfTextLayer,
    onError: request.onError ?? config.onError,
    withConfidence: request.returnConfidence,
  };
}

/** Spotting has its own, whatever a request says (pipeline.md 4.2). */
const budgetedTasks = ['ocr', 'table', 'chart', 'formula', 'seal'] as const satisfies readonly Task[];

function pixelBudgets(request: LayoutParsingRequest): Readonly<Record<Task, PixelBudget>> {
  const extra = request.vlmExtraArgs ?? {};
  const pixels = (key: string, fallback: number): number => {
    const value = extra[key];
    return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : fallback;
  };
  const ofTask = (task: Task): PixelBudget => ({
    minPixels: pixels(`${task}_min_pixels`, request.minPixels ?? defaultBudgets[task].minPixels),
    maxPixels: pixels(`${task}_max_pixels`, request.maxPixels ?? defaultBudgets[task].maxPixels),
  });
  return { ...defaultBudgets, ...Object.fromEntries(budgetedTasks.map((task) => [task, ofTask(task)])) };
}

/** As the answer reports them (wire.md 3.3). */
export const modelSettings = (settings: ParseSettings): ModelSettings => ({
  use_doc_preprocessor: settings.preprocessing !== null,
  use_layout_detection: settings.layout !== null,
  use_chart_recognition: settings.recognition.useChartRecognition,
  use_seal_recognition: settings.recognition.useSealRecognition,
  use_ocr_for_image_block: settings.recognition.useOcrForImageBlock,
  format_block_content: settings.markdown.formatBlockContent,
  merge_layout_blocks: settings.recognition.mergeLayoutBlocks,
  markdown_ignore_labels: settings.markdown.ignoreLabels,
  return_layout_polygon_points: settings.recognition.shapeMode !== 'rect',
});
