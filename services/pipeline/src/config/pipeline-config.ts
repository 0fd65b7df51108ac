/** Everything the pipeline service can be told: flags over environment over pipeline file over defaults. Read once, frozen. */
import { availableParallelism } from 'node:os';
import { ConfigError, readVariables, tracingOptions } from '@recto/service-kit';
import { defaultLayoutModel } from '@recto/vision';
import { defaultPipelineSettings, type PipelineSettings } from '../conductor/pipeline-settings.ts';
import { defaultCapacity } from './capacity.ts';
import { variablesFromFlags } from './flags.ts';
import { jobsConfig } from './jobs-config.ts';
import { outputConfig } from './output-config.ts';
import { type FilePipeline, parsePipeline, readPipelineFile } from './pipeline-file.ts';
import { pipelineVariables } from './variables.ts';

export type PipelineConfig = ReturnType<typeof readPipelineConfig>['config'];

/** The model that the newest reference asks for by name (wire.md 0). */
const defaultRecognitionModel = 'PaddleOCR-VL-1.6-0.9B';
const defaultMaxPages = 10_000;

/** Throws ConfigError with a line for everything that is wrong. */
export function readPipelineConfig(args: readonly string[], environment: Record<string, string | undefined>) {
  const given = { ...environment, ...variablesFromFlags(args) };
  const problems: string[] = [];
  const collect = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(...error.problems);
      return undefined;
    }
  };
  const env = collect(() => readVariables(pipelineVariables, given));
  const pipeline = given.PIPELINE?.trim();
  const file = collect(() => (pipeline ? readPipelineFile(pipeline) : parsePipeline({})));
  if (env === undefined || file === undefined) throw new ConfigError(problems);
  const output = collect(() => outputConfig(file.output, env));
  const jobs = collect(() => jobsConfig(env));
  if (output === undefined || jobs === undefined) throw new ConfigError(problems);
  const { capacity, ...rest } = merge(env, file);
  const rangesAtOnce = env.JOBS_TASKS_AT_ONCE ?? capacity.rangesAtOnce;
  const documentsAtOnce = Math.min(rangesAtOnce, capacity.documentsAtOnce);
  const config = deepFreeze({ ...rest, output, jobs: { ...jobs, rangesAtOnce, documentsAtOnce } });
  return { config, warnings: file.warnings };
}

type Env = ReturnType<typeof readVariables<typeof pipelineVariables>>;

function merge(env: Env, file: FilePipeline) {
  const recognition = recognitionConfig(env, file);
  const capacity = defaultCapacity(availableParallelism(), recognition.native, env.PAGES_IN_FLIGHT);
  return {
    capacity,
    server: {
      host: env.HOST,
      port: env.PORT,
      apiKeys: env.API_KEYS,
      /** Null: there is nothing for administrators. */
      adminKey: env.ADMIN_KEY ?? null,
      logLevel: env.LOG_LEVEL,
      drainMs: env.DRAIN_SECONDS * 1000,
    },
    tracing: tracingOptions('pipeline', env),
    settings: settings(env, file, recognition.native),
    recognition: {
      ...recognition,
      concurrency: env.RECOGNITION_CONCURRENCY ?? file.recognition.concurrency ?? capacity.questions,
    },
    vision: {
      device: env.DEVICE,
      layoutModel: env.LAYOUT_MODEL ?? file.layoutModel ?? defaultLayoutModel,
      modelsDir: env.MODELS_DIR,
      workers: env.LAYOUT_WORKERS ?? capacity.layoutWorkers,
      refine: env.LAYOUT_REFINE ?? null,
    },
    documents: {
      workers: env.RENDER_WORKERS ?? capacity.renderWorkers,
      maxImagePixels: env.MAX_IMAGE_PIXELS,
    },
    outbound: {
      allowPrivate: env.ALLOW_PRIVATE_URLS,
      allowHosts: env.URL_ALLOW_HOSTS.length > 0 ? env.URL_ALLOW_HOSTS : null,
      denyHosts: env.URL_DENY_HOSTS,
    },
    body: {
      maxBytes: env.MAX_BODY_BYTES,
      totalMs: env.BODY_TIMEOUT_SECONDS * 1000,
      minBytesPerSecond: env.BODY_MIN_BYTES_PER_SECOND,
      graceMs: 10_000,
    },
    admission: {
      requestsAtOnce: env.REQUESTS_AT_ONCE,
      requestsWaiting: env.REQUESTS_WAITING,
      bodyBytesInFlight: env.BODY_BYTES_IN_FLIGHT,
      retryAfterSeconds: env.RETRY_AFTER_SECONDS,
    },
    /** Of one API key, over all processes. Null: any number. */
    pagesPerMinute: env.PAGES_PER_MINUTE_PER_KEY,
    scheduler: {
      pagesInFlight: capacity.pagesInFlight,
      pagesAssembled: capacity.pagesAssembled,
      rasterBytesInFlight: env.RASTER_BYTES_IN_FLIGHT,
    },
    limits: {
      /** Null: any number. */
      pages: env.MAX_PAGES === undefined ? (file.maxPages ?? defaultMaxPages) : env.MAX_PAGES,
      pageMs: env.PAGE_TIMEOUT_SECONDS * 1000,
      requestMs: env.REQUEST_TIMEOUT_SECONDS * 1000,
      storedExportBytes: env.STORED_EXPORT_MAX_BYTES,
      fetchMs: env.FETCH_TIMEOUT_SECONDS * 1000,
      fetchBytes: env.FETCH_MAX_BYTES,
      fetchMinBytesPerSecond: env.FETCH_MIN_BYTES_PER_SECOND,
    },
    spool: { directory: env.SPOOL_DIR, maxBytes: env.SPOOL_MAX_BYTES },
  };
}

/** `native`: the crops go to a gateway, and its engine is the embedded one. A gateway elsewhere may be said to have it, too. */
function recognitionConfig(env: Env, file: FilePipeline) {
  const url = env.RECOGNITION_URL ?? file.recognition.url;
  const dialect = env.RECOGNITION_DIALECT ?? file.recognition.dialect ?? 'gateway';
  const backend = env.VLM_BACKEND ?? (url === undefined ? 'native' : undefined);
  const native = dialect === 'gateway' && backend === 'native';
  return {
    native,
    baseUrl: url ?? `http://127.0.0.1:${env.GATEWAY_PORT}/v1`,
    dialect,
    modelName: env.RECOGNITION_MODEL ?? file.recognition.model ?? defaultRecognitionModel,
    // The gateway beside this service is configured in the same place: its key need not be said twice.
    apiKey:
      env.RECOGNITION_API_KEY ??
      file.recognition.apiKey ??
      (url === undefined ? env.GATEWAY_API_KEYS[0] : undefined) ??
      null,
    timeoutMs: (env.RECOGNITION_TIMEOUT_SECONDS ?? file.recognition.timeoutSeconds ?? 600) * 1000,
  };
}

function settings(env: Env, file: FilePipeline, native: boolean): PipelineSettings {
  return {
    ...defaultPipelineSettings,
    ...file.settings,
    // With a VLM the default is the exact drop-in; the embedded engine reads worse than the PDF's own words.
    pdfTextLayer: env.PDF_TEXT_LAYER ?? (native ? 'auto' : 'never'),
    onError: env.ON_ERROR ?? defaultPipelineSettings.onError,
  };
}

/** Plain objects and arrays; a Map of thresholds is read-only by its type. */
function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
