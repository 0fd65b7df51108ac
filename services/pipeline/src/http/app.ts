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
import { jobsRoutes } from './jobs-routes.ts';
import { docsRoutes } from './openapi/docs-routes.ts';
import type { Readiness } from './readiness.ts';
import type { CloudJobsDependencies } from './routes/cloud-jobs/cloud-jobs.ts';
import { files, type ServedFiles } from './routes/files.ts';
import { health, ready } from './routes/health.ts';
import { orAsJob, submitJob } from './routes/jobs/job.ts';
import { type LayoutParsingDependencies, layoutParsing } from './routes/layout-parsing.ts';
import { metricsText } from './routes/metrics.ts';
import { boardPath, queueBoard } from './routes/queue-board.ts';
import { restructurePages } from './routes/restructure-pages.ts';

export interface AppDependencies
  extends LayoutParsingDependencies,
    Pick<CloudJobsDependencies, 'jobs' | 'links' | 'webhookSecret'> {
  /** Null closes /admin. */
  readonly adminKey: string | null;
  readonly lifecycle: Pick<Lifecycle, 'draining'>;
  readonly readiness: Readiness;
  readonly metrics: Metrics;
  /** Null where this server gives no addresses of its own. */
  readonly servedFiles: ServedFiles | null;
  readonly logger: Logger;
}

export function createApp(dependencies: AppDependencies): Express {
  const { apiKeys, adminKey, lifecycle, servedFiles, logger } = dependencies;
  const app = bareApp(dependencies);

  const operations = {
    '/layout-parsing': orAsJob(submitJob(dependencies), layoutParsing(dependencies)),
    '/restructure-pages': restructurePages(dependencies),
  };
  for (const [path, handler] of Object.entries(operations)) {
    app.post(path, requireApiKey(apiKeys), refuseWhileDraining(lifecycle), handler);
    app.all(path, methodNotAllowed('POST'));
  }

  jobsRoutes(app, dependencies);
  app.use(boardPath, queueBoard(adminKey, dependencies.jobs));

  probes(app, dependencies);
  docsRoutes(app, dependencies);
  if (servedFiles !== null) app.get(`${filesPath}/*key`, files(servedFiles));

  app.use(routeNotFound);
  app.use(errorResponse('envelope', logger));
  return app;
}

type WorkerDependencies = Pick<AppDependencies, 'readiness' | 'metrics' | 'logger'>;

/** A process that only works on jobs says how it is, and nothing else. */
export function createWorkerApp(dependencies: WorkerDependencies): Express {
  const app = bareApp(dependencies);
  probes(app, dependencies);
  app.use(routeNotFound);
  app.use(errorResponse('envelope', dependencies.logger));
  return app;
}

function bareApp({ metrics }: Pick<AppDependencies, 'metrics'>): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(requestId, traceRequests, httpMetrics(metrics), errorCounter(metrics));
  return app;
}

function probes(app: Express, { readiness, metrics }: Pick<AppDependencies, 'readiness' | 'metrics'>): void {
  const routes = {
    '/health': health,
    '/health/ready': ready(readiness),
    '/v2/health/live': health,
    '/v2/health/ready': ready(readiness),
    '/metrics': metricsText(metrics),
  };
  for (const [path, handler] of Object.entries(routes)) {
    app.get(path, handler);
    app.all(path, methodNotAllowed('GET, HEAD'));
  }
}
