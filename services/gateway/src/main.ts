/** Starts the gateway: reads the configuration, wires the parts once, listens. */
import { createNativeEngine } from '@recto/native-ocr';
import {
  ConfigError,
  createLifecycle,
  createLogger,
  createMetrics,
  processEnvironment,
  reportListening,
  startTracing,
  tracingOptions,
} from '@recto/service-kit';
import { createNativeBackend } from './backends/native/native-backend.ts';
import { readGatewayConfig } from './config/gateway-config.ts';
import { createGateway } from './gateway.ts';

async function main(): Promise<void> {
  const config = readGatewayConfig(processEnvironment());
  const logger = createLogger({ service: 'gateway', level: config.LOG_LEVEL });
  const lifecycle = createLifecycle({ logger, drainMs: config.GATEWAY_DRAIN_MS });
  lifecycle.onClose(await startTracing(tracingOptions('gateway', config)));
  const createNative = () =>
    createNativeBackend(
      createNativeEngine({
        languages: config.OCR_LANGUAGES,
        workers: config.OCR_WORKERS,
        maxPixels: config.OCR_MAX_IMAGE_PIXELS,
      }),
    );
  const { app, fleet, close } = createGateway({
    config,
    createNative,
    lifecycle,
    logger,
    metrics: createMetrics(),
  });
  lifecycle.onClose(close);
  // Not awaited: a gateway answers for itself while its replicas load.
  void fleet.start();
  const { port } = await lifecycle.listen(app, {
    host: config.GATEWAY_HOST,
    port: config.GATEWAY_PORT,
    variables: { host: 'GATEWAY_HOST', port: 'GATEWAY_PORT' },
  });
  reportListening();
  logger.info(
    { host: config.GATEWAY_HOST, port, models: fleet.pools.map(({ name }) => name) },
    'gateway ready',
  );
}

main().catch((error: unknown) => {
  // A configuration error is the operator's to read; anything else is a fault of ours and keeps its stack.
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
