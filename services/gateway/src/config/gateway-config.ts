/** Everything the gateway can be told: the environment, and the file of pools that it may name. See .env.example for the words to users. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, extname, resolve } from 'node:path';
import {
  ConfigError,
  logLevels,
  readVariables,
  tracingVariables,
  type Variables,
  variable,
} from '@recto/service-kit';
import type { BackendName } from '../backends/backend.ts';
import { backendKinds } from '../backends/kinds.ts';
import { backendVariable } from './backend-variable.ts';
import { guardVariables, reuseVariables } from './guard-variables.ts';
import type { PoolConfig, ReplicaConfig } from './pool-config.ts';
import { readPoolsFile } from './pools-file.ts';

const variables = {
  GATEWAY_HOST: variable.text('127.0.0.1'),
  GATEWAY_PORT: variable.integer(8118, { max: 65_535 }),
  GATEWAY_API_KEYS: variable.list(),
  GATEWAY_ADMIN_KEY: variable.optionalText(),
  GATEWAY_CONFIG: variable.optionalText(),
  LOG_LEVEL: variable.choice(logLevels, 'info'),
  ...tracingVariables,
  VLM_BACKEND: backendVariable,
  VLM_SERVER_URL: variable.list(),
  VLM_MODEL_NAME: variable.optionalText(),
  VLM_API_KEY: variable.optionalText(),
  VLM_MAX_CONCURRENCY: variable.integer(1, { min: 1, max: 10_000 }).unwrap().optional(),
  VLM_ADAPTIVE_CONCURRENCY: variable.flag(false),
  VLM_TIMEOUT_MS: variable.integer(600_000, { min: 1_000 }),
  VLM_CONNECT_TIMEOUT_MS: variable.integer(5_000, { min: 10 }),
  VLM_FIRST_BYTE_TIMEOUT_MS: variable.integer(120_000, { min: 10 }),
  VLM_IDLE_TIMEOUT_MS: variable.integer(60_000, { min: 10 }),
  VLM_HEALTH_INTERVAL_MS: variable.integer(0),
  GATEWAY_MAX_BODY_BYTES: variable.integer(32 * 1024 * 1024, { min: 1024 }),
  GATEWAY_BODY_BYTES_IN_FLIGHT: variable.integer(1024 * 1024 * 1024, { min: 1024 }),
  GATEWAY_BODY_TIMEOUT_MS: variable.integer(60_000, { min: 100 }),
  GATEWAY_REQUEST_TIMEOUT_MS: variable.integer(900_000, { min: 100 }),
  GATEWAY_MAX_QUEUE: variable.integer(2_000),
  GATEWAY_MAX_QUEUE_BYTES: variable.integer(512 * 1024 * 1024, { min: 1024 }),
  GATEWAY_OUTAGE_WAIT_MS: variable.integer(5_000),
  GATEWAY_MAX_ATTEMPTS: variable.integer(4, { min: 1, max: 20 }),
  ...guardVariables,
  ...reuseVariables,
  GATEWAY_DRAIN_MS: variable.integer(30_000),
  GATEWAY_ALLOW_IMAGE_URLS: variable.flag(false),
  ALLOW_PRIVATE_URLS: variable.flag(false),
  URL_ALLOW_HOSTS: variable.list(),
  URL_DENY_HOSTS: variable.list(),
  OCR_LANGUAGES: variable.list(['eng', 'chi_sim']),
  OCR_WORKERS: variable.integer(availableParallelism(), { min: 1, max: 256 }),
  OCR_MAX_IMAGE_PIXELS: variable.integer(50_000_000, { min: 10_000 }),
};

type GatewayVariables = Variables<typeof variables>;
export interface GatewayConfig extends GatewayVariables {
  readonly pools: readonly PoolConfig[];
}

/** Throws ConfigError naming every bad variable, or every mistake in the file. */
export function readGatewayConfig(environment: Record<string, string | undefined>): GatewayConfig {
  const config = readVariables(variables, environment);
  if (config.GATEWAY_CACHE === 'redis' && config.GATEWAY_CACHE_URL === undefined)
    throw new ConfigError(['GATEWAY_CACHE_URL: must be set where GATEWAY_CACHE is redis']);
  return { ...config, pools: poolsOf(config, environment) };
}

function poolsOf(config: GatewayVariables, environment: Record<string, string | undefined>): PoolConfig[] {
  const { GATEWAY_CONFIG: file } = config;
  if (file === undefined) return [environmentPool(config)];
  return readPoolsFile(file, {
    environment,
    fallbacks: {
      limits: attemptLimits(config),
      concurrency: (backend) => concurrency(config, backend),
    },
    readImage: (path) => imageDataUri(resolve(dirname(file), path)),
  });
}

/** The one pool that the environment alone describes: any model name is welcome. */
function environmentPool(config: GatewayVariables): PoolConfig {
  const { VLM_BACKEND: backend, VLM_MODEL_NAME: modelName = null } = config;
  const isNative = backend === 'native';
  if (!isNative) checkServers(config);
  const replica = {
    backend,
    weight: 1,
    modelName,
    apiKey: config.VLM_API_KEY ?? null,
    concurrency: concurrency(config, backend),
  };
  return {
    name: modelName ?? (isNative ? 'recto-native' : 'default'),
    aliases: [],
    takesAnyModel: true,
    replicas: (isNative
      ? [{ ...replica, url: null }]
      : config.VLM_SERVER_URL.map((url) => ({ ...replica, url }))) as unknown as PoolConfig['replicas'],
    defaults: {},
    fallbacks: [],
    warmUp: null,
    limits: attemptLimits(config),
    healthIntervalMs: config.VLM_HEALTH_INTERVAL_MS || null,
  };
}

function checkServers({
  VLM_BACKEND: backend,
  VLM_SERVER_URL: urls,
  VLM_MODEL_NAME: model,
}: GatewayVariables): void {
  const problems: string[] = [];
  if (urls.length === 0) problems.push(`VLM_SERVER_URL: must be set where VLM_BACKEND is ${backend}`);
  if (urls.some((url) => !/^https?:\/\/./.test(url) || !URL.canParse(url)))
    problems.push('VLM_SERVER_URL: must be http(s) URLs, separated by commas');
  if (backend === 'mlx-vlm-server' && model === undefined)
    problems.push(
      `VLM_MODEL_NAME: must be set where VLM_BACKEND is ${backend}: it loads whatever a caller names`,
    );
  if (problems.length > 0) throw new ConfigError(problems);
}

const attemptLimits = (config: GatewayVariables) => ({
  connectMs: config.VLM_CONNECT_TIMEOUT_MS,
  firstByteMs: config.VLM_FIRST_BYTE_TIMEOUT_MS,
  idleMs: config.VLM_IDLE_TIMEOUT_MS,
  attemptMs: config.VLM_TIMEOUT_MS,
});

/** An adaptive limit starts low and may grow to the configured number. */
function concurrency(config: GatewayVariables, backend: BackendName): ReplicaConfig['concurrency'] {
  if (backend === 'native') return config.OCR_WORKERS;
  const max = config.VLM_MAX_CONCURRENCY ?? backendKinds[backend].places;
  return config.VLM_ADAPTIVE_CONCURRENCY ? { initial: Math.min(max, 8), min: 1, max } : max;
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.png': 'png',
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.webp': 'webp',
};

function imageDataUri(path: string): string {
  const type = mediaTypes[extname(path).toLowerCase()];
  if (type === undefined)
    throw new ConfigError([`GATEWAY_CONFIG: warm_up.image: ${path} is no PNG, JPEG or WebP`]);
  try {
    return `data:image/${type};base64,${readFileSync(path).toString('base64')}`;
  } catch {
    throw new ConfigError([`GATEWAY_CONFIG: warm_up.image: ${path} cannot be read`]);
  }
}
