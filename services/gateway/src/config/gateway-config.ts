/** Everything the gateway can be told, from the environment. See .env.example for the words to users. */

import { availableParallelism } from 'node:os';
import { ConfigError, logLevels, readVariables, variable } from '@recto/service-kit';
import { backendNames } from '../backends/backend.ts';

const variables = {
  GATEWAY_HOST: variable.text('127.0.0.1'),
  GATEWAY_PORT: variable.integer(8118, { max: 65_535 }),
  GATEWAY_API_KEYS: variable.list(),
  LOG_LEVEL: variable.choice(logLevels, 'info'),
  VLM_BACKEND: variable.choice(backendNames, 'native'),
  VLM_SERVER_URL: variable.optionalUrl(),
  VLM_MODEL_NAME: variable.optionalText(),
  VLM_API_KEY: variable.optionalText(),
  VLM_MAX_CONCURRENCY: variable.integer(64, { min: 1, max: 10_000 }),
  VLM_TIMEOUT_MS: variable.integer(600_000, { min: 1_000 }),
  GATEWAY_MAX_BODY_BYTES: variable.integer(32 * 1024 * 1024, { min: 1024 }),
  GATEWAY_BODY_TIMEOUT_MS: variable.integer(60_000, { min: 100 }),
  GATEWAY_MAX_QUEUE: variable.integer(2_000),
  GATEWAY_DRAIN_MS: variable.integer(30_000),
  OCR_LANGUAGES: variable.list(['eng', 'chi_sim']),
  OCR_WORKERS: variable.integer(availableParallelism(), { min: 1, max: 256 }),
  OCR_MAX_IMAGE_PIXELS: variable.integer(50_000_000, { min: 10_000 }),
};

export type GatewayConfig = ReturnType<typeof readGatewayConfig>;

/** Throws ConfigError naming every bad variable. */
export function readGatewayConfig(environment: Record<string, string | undefined>) {
  const config = readVariables(variables, environment);
  if (config.VLM_BACKEND !== 'native' && config.VLM_SERVER_URL === undefined) {
    throw new ConfigError([`VLM_SERVER_URL: must be set where VLM_BACKEND is ${config.VLM_BACKEND}`]);
  }
  return config;
}
