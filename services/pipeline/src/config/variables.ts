/** The pipeline's environment variables. See .env.example for the words to users. Absent ones follow the pipeline file or the defaults. */
import { tmpdir } from 'node:os';
import { errorModes, textLayerModes } from '@recto/contracts';
import { type VlmDialectName, vlmDialects } from '@recto/recognition';
import { logLevels, tracingVariables, variable } from '@recto/service-kit';
import { defaultModelsDir } from '@recto/vision';
import type { z } from 'zod';

const dialectNames = Object.keys(vlmDialects) as [VlmDialectName, ...VlmDialectName[]];
const mib = 1024 * 1024;

/** The same variable without its default: absent stays undefined. */
const optional = <T extends z.ZodType>(withDefault: z.ZodDefault<T>) => withDefault.unwrap().optional();

/** What a process does of jobs: `all`, `api` takes them in, `worker` does nothing but their work. */
export const jobsRoles = ['all', 'api', 'worker'] as const;

const count = { min: 1, max: 1_000_000 };
const seconds = { min: 1, max: 7 * 24 * 3600 };

export const pipelineVariables = {
  HOST: variable.text('0.0.0.0'),
  PORT: variable.integer(8080, { max: 65_535 }),
  API_KEYS: variable.list(),
  ADMIN_KEY: variable.optionalText(),
  LOG_LEVEL: variable.choice(logLevels, 'info'),
  ...tracingVariables,
  DRAIN_SECONDS: variable.integer(30, { max: 24 * 3600 }),

  PIPELINE: variable.optionalText(),
  DEVICE: variable.text('cpu'),
  MODELS_DIR: variable.text(defaultModelsDir),
  LAYOUT_MODEL: variable.optionalText(),
  LAYOUT_WORKERS: optional(variable.integer(1, count)),
  LAYOUT_REFINE: optional(variable.flag(true)),
  RENDER_WORKERS: optional(variable.integer(1, count)),
  PDF_TEXT_LAYER: optional(variable.choice(textLayerModes, 'auto')),
  ON_ERROR: optional(variable.choice(errorModes, 'strict')),

  GATEWAY_PORT: variable.integer(8118, { max: 65_535 }),
  GATEWAY_API_KEYS: variable.list(),
  VLM_BACKEND: variable.optionalText(),
  RECOGNITION_URL: variable.optionalUrl(),
  RECOGNITION_DIALECT: optional(variable.choice(dialectNames, 'gateway')),
  RECOGNITION_MODEL: variable.optionalText(),
  RECOGNITION_API_KEY: variable.optionalText(),
  RECOGNITION_CONCURRENCY: optional(variable.integer(1, { min: 1, max: 10_000 })),
  RECOGNITION_TIMEOUT_SECONDS: optional(variable.integer(600, seconds)),

  PAGES_IN_FLIGHT: optional(variable.integer(8, count)),
  RASTER_BYTES_IN_FLIGHT: variable.integer(256 * mib, { min: mib }),
  REQUESTS_AT_ONCE: variable.integer(32, count),
  REQUESTS_WAITING: variable.integer(64, { max: 1_000_000 }),
  RETRY_AFTER_SECONDS: variable.integer(10, seconds),

  MAX_BODY_BYTES: variable.integer(200 * mib, { min: 1024 }),
  BODY_BYTES_IN_FLIGHT: variable.integer(400 * mib, { min: mib }),
  BODY_TIMEOUT_SECONDS: variable.integer(240, seconds),
  BODY_MIN_BYTES_PER_SECOND: variable.integer(1024),
  MAX_PAGES: optional(variable.integerOrNone(null)),
  PAGES_PER_MINUTE_PER_KEY: variable.integerOrNone(null),
  MAX_IMAGE_PIXELS: variable.integer(100_000_000, { min: 10_000 }),
  PAGE_TIMEOUT_SECONDS: variable.integer(600, seconds),
  REQUEST_TIMEOUT_SECONDS: variable.integer(3600, seconds),
  FETCH_TIMEOUT_SECONDS: variable.integer(60, seconds),
  FETCH_MAX_BYTES: variable.integer(200 * mib, { min: 1024 }),
  FETCH_MIN_BYTES_PER_SECOND: variable.integer(1024),
  SPOOL_DIR: variable.text(tmpdir()),
  SPOOL_MAX_BYTES: variable.integer(8 * 1024 * mib, { min: mib }),
  STORED_EXPORT_MAX_BYTES: variable.integer(512 * mib, { min: 1024 }),

  PUBLIC_URL: variable.optionalUrl(),
  FILE_URL_SECRET: variable.optionalText(),
  STORAGE_ACCESS_KEY_ID: variable.optionalText(),
  STORAGE_SECRET_ACCESS_KEY: variable.optionalText(),

  JOBS_URL: variable.optionalText(),
  JOBS_ROLE: variable.choice(jobsRoles, 'all'),
  JOBS_NAMESPACE: variable.text('recto'),
  DATA_DIR: variable.text('.data'),
  JOBS_STORE: variable.optionalText(),
  JOBS_TASKS_AT_ONCE: optional(variable.integer(2, { min: 1, max: 1000 })),
  JOBS_RETENTION_SECONDS: variable.integer(24 * 3600, { min: 60 }),
  JOBS_MAX_BYTES: variable.integerOrNone(null),
  JOBS_MAX_QUEUE: variable.integer(10_000, count),
  JOBS_MAX_PER_KEY: variable.integerOrNone(null),
  JOBS_QUEUE_PERCENT_PER_KEY: variable.integer(100, { min: 1, max: 100 }),
  JOBS_TASKS_PER_KEY: variable.integerOrNone(null),
  JOBS_WEBHOOK_SECRET: variable.optionalText(),

  ALLOW_PRIVATE_URLS: variable.flag(false),
  URL_ALLOW_HOSTS: variable.list(),
  URL_DENY_HOSTS: variable.list(),
};
