/** The gateway's routes. */
import { RectoError } from '@recto/contracts';
import {
  errorResponse,
  httpMetrics,
  type Lifecycle,
  type Logger,
  type Metrics,
  methodNotAllowed,
  refuseWhileDraining,
  requestId,
  requireApiKey,
  routeNotFound,
} from '@recto/service-kit';
import express, { type Express, type RequestHandler } from 'express';
import type { Backend } from '../backends/backend.ts';
import { type ChatRouteOptions, chatCompletions } from './chat-completions.ts';

export interface GatewayAppOptions extends ChatRouteOptions {
  readonly backend: Backend;
  readonly apiKeys: readonly string[];
  readonly lifecycle: Pick<Lifecycle, 'draining'>;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export function createGatewayApp(options: GatewayAppOptions): Express {
  const { answer, backend, lifecycle, logger, metrics, limits } = options;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(requestId, httpMetrics(metrics));

  const live: RequestHandler = (_req, res) => {
    res.json({ status: 'ok' });
  };
  const ready: RequestHandler = async (_req, res) => {
    if (lifecycle.draining) throw new RectoError('server.draining');
    const { ready: isReady, reason } = await backend.readiness(AbortSignal.timeout(readinessTimeoutMs));
    if (!isReady) throw new RectoError('server.not_ready', { message: reason ?? undefined });
    res.json({ status: 'ready', backend: backend.name });
  };
  app.get(['/health', '/v2/health/live'], live).all(['/health', '/v2/health/live'], methodNotAllowed('GET'));
  app.get(['/health/ready', '/v2/health/ready'], ready);
  app.get('/metrics', async (_req, res) => {
    res.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });

  app.use(requireApiKey(options.apiKeys));
  app.get('/v1/models', async (_req, res) => {
    const ids = await backend.models(AbortSignal.timeout(readinessTimeoutMs));
    res.json({
      object: 'list',
      data: ids.map((id) => ({ id, object: 'model', created: 0, owned_by: 'recto' })),
    });
  });
  app
    .route('/v1/chat/completions')
    .post(refuseWhileDraining(lifecycle), chatCompletions({ answer, limits }))
    .all(methodNotAllowed('POST'));
  app.use(routeNotFound, errorResponse('openai', logger));
  return app;
}

const readinessTimeoutMs = 10_000;
