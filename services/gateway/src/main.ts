/** Starts the gateway: reads the configuration, wires the parts once, listens. */
import { createNativeEngine } from '@recto/native-ocr';
import {
  ConfigError,
  createLifecycle,
  createLogger,
  createMetrics,
  processEnvironment,
} from '@recto/service-kit';
import { admitted } from './admission/admitted.ts';
import { createLimiter } from './admission/limiter.ts';
import type { Backend } from './backends/backend.ts';
import { createNativeBackend } from './backends/native/native-backend.ts';
import { createRemoteBackend } from './backends/remote/remote-backend.ts';
import { type GatewayConfig, readGatewayConfig } from './config/gateway-config.ts';
import { createGatewayMetrics } from './gateway-metrics.ts';
import { createGatewayApp } from './http/app.ts';

function createBackend(config: GatewayConfig): Backend {
  if (config.VLM_BACKEND === 'native') {
    return createNativeBackend(
      createNativeEngine({
        languages: config.OCR_LANGUAGES,
        workers: config.OCR_WORKERS,
        maxPixels: config.OCR_MAX_IMAGE_PIXELS,
      }),
    );
  }
  return createRemoteBackend({
    name: config.VLM_BACKEND,
    serverUrl: config.VLM_SERVER_URL as string,
    modelName: config.VLM_MODEL_NAME ?? null,
    apiKey: config.VLM_API_KEY ?? null,
    timeoutMs: config.VLM_TIMEOUT_MS,
  });
}

async function main(): Promise<void> {
  const config = readGatewayConfig(processEnvironment());
  const logger = createLogger({ service: 'gateway', level: config.LOG_LEVEL });
  const lifecycle = createLifecycle({ logger, drainMs: config.GATEWAY_DRAIN_MS });
  const metrics = createMetrics();
  const backend = createBackend(config);
  lifecycle.onClose(() => backend.close());
  const limiter = createLimiter({
    concurrency: config.VLM_BACKEND === 'native' ? config.OCR_WORKERS : config.VLM_MAX_CONCURRENCY,
    maxWaiting: config.GATEWAY_MAX_QUEUE,
    retryAfterSeconds: 5,
  });
  const app = createGatewayApp({
    answer: admitted({ limiter, metrics: createGatewayMetrics(metrics, limiter), backend: backend.name })(
      backend.chat,
    ),
    backend,
    lifecycle,
    logger,
    metrics,
    apiKeys: config.GATEWAY_API_KEYS,
    limits: { maxBytes: config.GATEWAY_MAX_BODY_BYTES, timeoutMs: config.GATEWAY_BODY_TIMEOUT_MS },
  });
  const { port } = await lifecycle.listen(app, { host: config.GATEWAY_HOST, port: config.GATEWAY_PORT });
  logger.info({ host: config.GATEWAY_HOST, port, backend: backend.name }, 'gateway ready');
}

main().catch((error: unknown) => {
  // A configuration error is the operator's to read; anything else is a fault of ours and keeps its stack.
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
