/**
 * A PaddleX pipeline file (wire.md 5.2) as settings of this service. Keys that the format does not know are named in a
 * warning, as are those that it knows and this service does not follow.
 */
import { readFileSync } from 'node:fs';
import { mergeBboxesModes } from '@recto/contracts';
import { type VlmDialectName, vlmDialects } from '@recto/recognition';
import { ConfigError } from '@recto/service-kit';
import type { ContainmentMode, LayoutOptions } from '@recto/vision';
import { parse } from 'yaml';
import { z } from 'zod';
import type { PipelineSettings } from '../conductor/pipeline-settings.ts';
import type { FileOutput } from './output-config.ts';
import { fileStorage, storageSettings, urlExpiresIn } from './storage-settings.ts';

/** Names under which the reference ships its own files: their values are this service's defaults. */
const registeredNames: ReadonlySet<string> = new Set([
  'PaddleOCR-VL',
  'PaddleOCR-VL-1.5',
  'PaddleOCR-VL-1.6',
]);

/** Of the format, and without a meaning here. */
const unused = z.unknown().optional();
const flag = z.boolean().nullish();
const classId = z.string().regex(/^\d+$/, 'class ids are whole numbers');
const ratio = z.number().gt(0);
const ratioPair = z.tuple([ratio, ratio]);

const layoutDetection = z.object({
  module_name: unused,
  model_name: z.string().nullish(),
  model_dir: z.string().nullish(),
  batch_size: unused,
  threshold: z.union([z.number().min(0).max(1), z.record(classId, z.number().min(0).max(1))]).nullish(),
  layout_nms: flag,
  layout_unclip_ratio: z.union([ratio, ratioPair, z.record(classId, z.union([ratio, ratioPair]))]).nullish(),
  layout_merge_bboxes_mode: z
    .union([z.enum(mergeBboxesModes), z.record(classId, z.enum(mergeBboxesModes))])
    .nullish(),
});

const vlRecognition = z.object({
  module_name: unused,
  model_name: z.string().nullish(),
  model_dir: z.string().nullish(),
  batch_size: unused,
  genai_config: z
    .object({
      backend: z.string().nullish(),
      server_url: z.url('must be an http(s) URL').nullish(),
      max_concurrency: z.int().min(1).nullish(),
      client_kwargs: z
        .object({
          model_name: z.string().nullish(),
          api_key: z.string().nullish(),
          timeout: z.number().gt(0).nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

const docPreprocessor = z.object({
  pipeline_name: unused,
  batch_size: unused,
  use_doc_orientation_classify: flag,
  use_doc_unwarping: flag,
  SubModules: unused,
});

const pipelineFile = z.object({
  pipeline_name: unused,
  batch_size: unused,
  use_queues: unused,
  layout_prep_cpu_workers: unused,
  use_doc_preprocessor: flag,
  use_layout_detection: flag,
  use_chart_recognition: flag,
  use_seal_recognition: flag,
  use_ocr_for_image_block: flag,
  format_block_content: flag,
  merge_layout_blocks: flag,
  markdown_ignore_labels: z.array(z.string()).nullish(),
  SubModules: z
    .object({ LayoutDetection: layoutDetection.nullish(), VLRecognition: vlRecognition.nullish() })
    .nullish(),
  SubPipelines: z.object({ DocPreprocessor: docPreprocessor.nullish() }).nullish(),
  Serving: z
    .object({
      visualize: flag,
      extra: z
        .object({
          max_num_input_imgs: z.int().min(1).nullish(),
          max_output_img_size: z.tuple([z.int().min(1), z.int().min(1)]).nullish(),
          file_storage: fileStorage.nullish(),
          return_img_urls: flag,
          url_expires_in: urlExpiresIn.nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

type PipelineFile = z.output<typeof pipelineFile>;

/** What a pipeline file says; undefined where it is silent. */
export interface FilePipeline {
  readonly settings: Partial<PipelineSettings>;
  readonly layoutModel: string | undefined;
  readonly maxPages: number | undefined;
  readonly recognition: {
    readonly url: string | undefined;
    readonly dialect: VlmDialectName | undefined;
    readonly model: string | undefined;
    readonly apiKey: string | undefined;
    readonly concurrency: number | undefined;
    readonly timeoutSeconds: number | undefined;
  };
  readonly output: FileOutput;
  readonly warnings: readonly string[];
}

/** @param pipeline a registered name or the path of a file. Throws ConfigError. */
export function readPipelineFile(pipeline: string): FilePipeline {
  if (registeredNames.has(pipeline)) return fromFile({}, []);
  let given: unknown;
  try {
    given = parse(readFileSync(pipeline, 'utf8'));
  } catch {
    throw new ConfigError(['PIPELINE: the file cannot be read as YAML']);
  }
  return parsePipeline(given);
}

/** Throws ConfigError with a line per bad value. */
export function parsePipeline(given: unknown): FilePipeline {
  const parsed = pipelineFile.safeParse(given ?? {});
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map((issue) => `PIPELINE: ${issue.path.join('.') || 'file'}: ${issue.message}`),
    );
  }
  const unknown = unknownKeys(given, parsed.data).map((key) => `unknown key in the pipeline file: ${key}`);
  return fromFile(parsed.data, [...unknown, ...unfollowed(parsed.data)]);
}

function fromFile(file: Partial<PipelineFile>, warnings: readonly string[]): FilePipeline {
  const genai = file.SubModules?.VLRecognition?.genai_config;
  const client = genai?.client_kwargs;
  return {
    settings: settingsOf(file),
    layoutModel: file.SubModules?.LayoutDetection?.model_name ?? undefined,
    maxPages: file.Serving?.extra?.max_num_input_imgs ?? undefined,
    recognition: {
      url: genai?.server_url ?? undefined,
      dialect: isDialect(genai?.backend) ? genai.backend : undefined,
      model: client?.model_name ?? file.SubModules?.VLRecognition?.model_name ?? undefined,
      apiKey: client?.api_key ?? undefined,
      concurrency: genai?.max_concurrency ?? undefined,
      timeoutSeconds: client?.timeout ?? undefined,
    },
    output: outputOf(file.Serving?.extra),
    warnings,
  };
}

type Extra = NonNullable<PipelineFile['Serving']>['extra'];

const outputOf = (extra: Extra): FileOutput => ({
  storage: extra?.file_storage ? storageSettings(extra.file_storage) : undefined,
  returnUrls: extra?.return_img_urls ?? false,
  urlExpiresIn: extra?.url_expires_in ?? undefined,
});

/** `native`, the reference's own engine, is nothing to talk to: the gateway stands in its place. */
const isDialect = (backend: string | null | undefined): backend is VlmDialectName =>
  typeof backend === 'string' && backend in vlmDialects;

function settingsOf(file: Partial<PipelineFile>): Partial<PipelineSettings> {
  const doc = file.SubPipelines?.DocPreprocessor;
  return definedOnly({
    useDocPreprocessor: file.use_doc_preprocessor,
    useDocOrientationClassify: doc?.use_doc_orientation_classify,
    useDocUnwarping: doc?.use_doc_unwarping,
    useLayoutDetection: file.use_layout_detection,
    useChartRecognition: file.use_chart_recognition,
    useSealRecognition: file.use_seal_recognition,
    useOcrForImageBlock: file.use_ocr_for_image_block,
    formatBlockContent: file.format_block_content,
    mergeLayoutBlocks: file.merge_layout_blocks,
    markdownIgnoreLabels: file.markdown_ignore_labels,
    layout: layoutOf(file.SubModules?.LayoutDetection),
    visualize: file.Serving?.visualize,
    maxOutputImageSize: file.Serving?.extra?.max_output_img_size,
  });
}

function layoutOf(
  detection: z.output<typeof layoutDetection> | null | undefined,
): PipelineSettings['layout'] {
  if (!detection) return {};
  const { threshold, layout_unclip_ratio: unclip, layout_merge_bboxes_mode: mode } = detection;
  const pair = (r: number | [number, number]): readonly [number, number] =>
    typeof r === 'number' ? [r, r] : r;
  const unclipRatio: LayoutOptions['unclipRatio'] | undefined =
    unclip == null
      ? undefined
      : typeof unclip === 'number' || Array.isArray(unclip)
        ? pair(unclip as number | [number, number])
        : byClass(unclip as Record<string, number | [number, number]>, pair);
  return definedOnly({
    threshold: typeof threshold === 'object' && threshold !== null ? byClass(threshold, Number) : threshold,
    nms: detection.layout_nms,
    unclipRatio,
    mergeMode: typeof mode === 'object' && mode !== null ? byClass(mode, (m): ContainmentMode => m) : mode,
  });
}

const byClass = <V, R>(values: Readonly<Record<string | number, V>>, read: (value: V) => R): Map<number, R> =>
  new Map(Object.entries(values).map(([id, value]) => [Number(id), read(value)]));

type Defined<T> = { [K in keyof T]?: NonNullable<T[K]> };

function definedOnly<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== null),
  ) as Defined<T>;
}

/** Paths of keys that the schema dropped. */
function unknownKeys(given: unknown, known: unknown, path: readonly string[] = []): string[] {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return [];
  if (typeof known !== 'object' || known === null) return [];
  return Object.entries(given).flatMap(([key, value]) =>
    key in known
      ? unknownKeys(value, (known as Record<string, unknown>)[key], [...path, key])
      : [[...path, key].join('.')],
  );
}

/** Known to the format, set to something, and without effect here. */
function unfollowed(file: PipelineFile): string[] {
  const values: Record<string, unknown> = {
    'SubModules.LayoutDetection.model_dir': file.SubModules?.LayoutDetection?.model_dir,
    'SubModules.VLRecognition.model_dir': file.SubModules?.VLRecognition?.model_dir,
  };
  return Object.entries(values)
    .filter(([, value]) => Boolean(value))
    .map(([key]) => `not followed in the pipeline file: ${key}`);
}
