/** The HTTP face of the pipeline service: which path means what, and what every request passes through. */
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
  traceRequests,
} from '@recto/service-kit';
import express, { type Express } from 'express';
import { errorCounter } from '../observability/error-counter.ts';
import { filesPath } from '../storage/signed-files.ts';
import type { Readiness } from './readiness.ts';
import { files, type ServedFiles } from './routes/files.ts';
import { health, ready } from './routes/health.ts';
import { type LayoutParsingDependencies, layoutParsing } from './routes/layout-parsing.ts';
import { metricsText } from './routes/metrics.ts';
import { restructurePages } from './routes/restructure-pages.ts';

export interface AppDependencies extends LayoutParsingDependencies {
  readonly apiKeys: readonly string[];
  readonly lifecycle: Pick<Lifecycle, 'draining'>;
  readonly readiness: Readiness;
  readonly metrics: Metrics;
  /** Null where this server gives no addresses of its own. */
  readonly servedFiles: ServedFiles | null;
  readonly logger: Logger;
}

export function createApp(dependencies: AppDependencies): Express {
  const { apiKeys, lifecycle, readiness, metrics, servedFiles, logger } = dependencies;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(requestId, traceRequests, httpMetrics(metrics), errorCounter(metrics));

  const operations = {
    '/layout-parsing': layoutParsing(dependencies),
    '/restructure-pages': restructurePages(dependencies),
  };
  for (const [path, handler] of Object.entries(operations)) {
    app.post(path, requireApiKey(apiKeys), refuseWhileDraining(lifecycle), handler);
    app.all(path, methodNotAllowed('POST'));
  }

  const probes = {
    '/health': health,
    '/health/ready': ready(readiness),
    '/v2/health/live': health,
    '/v2/health/ready': ready(readiness),
    '/metrics': metricsText(metrics),
  };
  for (const [path, handler] of Object.entries(probes)) {
    app.get(path, handler);
    app.all(path, methodNotAllowed('GET, HEAD'));
  }

  if (servedFiles !== null) app.get(`${filesPath}/*key`, files(servedFiles));

  app.use(routeNotFound);
  app.use(errorResponse('envelope', logger));
  return app;
}
