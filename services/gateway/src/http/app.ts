/** The gateway's routes. Chat completions hardly ever come this way: see front.ts. */
import { RectoError } from '@recto/contracts';
import {
  countRequests,
  errorResponse,
  type Lifecycle,
  type Logger,
  type Metrics,
  methodNotAllowed,
  type RequestCounts,
  refuseWhileDraining,
  requestId,
  requireApiKey,
  routeNotFound,
  traceRequests,
} from '@recto/service-kit';
import express, { type Express, type RequestHandler } from 'express';
import type { Fleet } from '../routing/fleet.ts';
import { adminRoutes } from './admin.ts';
import type { AnswerChat, ChatRouteOptions } from './chat-completions.ts';
import { requireAdminKey } from './require-admin-key.ts';

export interface GatewayAppOptions extends ChatRouteOptions {
  readonly fleet: Fleet;
  readonly apiKeys: readonly string[];
  /** Null closes /admin. */
  readonly adminKey: string | null;
  readonly lifecycle: Pick<Lifecycle, 'draining'>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly now: () => number;
}

export interface RouteParts {
  readonly answerChat: AnswerChat;
  readonly counts: RequestCounts;
}

export const chatPath = '/v1/chat/completions';
const modelsTimeoutMs = 10_000;

export function createGatewayApp(options: GatewayAppOptions, { answerChat, counts }: RouteParts): Express {
  const { fleet, lifecycle, logger, metrics } = options;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(requestId, traceRequests, countRequests(counts));

  app.get(['/health', '/v2/health/live'], live).all(['/health', '/v2/health/live'], methodNotAllowed('GET'));
  app.get(['/health/ready', '/v2/health/ready'], ready(fleet, lifecycle));
  app.get('/metrics', async (_req, res) => {
    res.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  app.use('/admin', requireAdminKey(options.adminKey), adminRoutes(fleet, options.now));

  app.use(requireApiKey(options.apiKeys));
  const modelNames = () => fleet.models(AbortSignal.timeout(modelsTimeoutMs));
  app
    .route('/v1/models')
    .get(async (_req, res) => {
      res.json({ object: 'list', data: (await modelNames()).map(modelObject) });
    })
    .all(methodNotAllowed('GET'));
  // Names may hold slashes, as those of hubs do.
  app
    .route('/v1/models/*id')
    .get(async (req, res) => {
      const id = ([] as string[]).concat(req.params.id ?? []).join('/');
      if (!(await modelNames()).includes(id)) throw new RectoError('backend.model_not_found');
      res.json(modelObject(id));
    })
    .all(methodNotAllowed('GET'));
  app
    .route(chatPath)
    .post(refuseWhileDraining(lifecycle), (req, res) => answerChat(req, res, res.locals.requestId))
    .all(methodNotAllowed('POST'));
  app.use(routeNotFound, errorResponse('openai', logger));
  return app;
}

const modelObject = (id: string) => ({ id, object: 'model', created: 0, owned_by: 'recto' });

const live: RequestHandler = (_req, res) => {
  res.json({ status: 'ok' });
};

/** Ready while any model is served: a gateway that still answers for some must not lose all its traffic. Names no addresses. */
const ready =
  (fleet: Fleet, lifecycle: Pick<Lifecycle, 'draining'>): RequestHandler =>
  (_req, res) => {
    if (lifecycle.draining) throw new RectoError('server.draining');
    const models = fleet.pools.map(({ name, serving }) => ({ name, serving }));
    if (!models.some(({ serving }) => serving)) {
      const states = fleet.pools.map(
        ({ name, replicas }) => `${name}: ${replicas.map(({ health }) => health).join(', ')}`,
      );
      throw new RectoError('server.not_ready', { message: `No replica is ready (${states.join('; ')})` });
    }
    res.json({ status: 'ready', backend: fleet.pools[0]?.replicas[0]?.backend.name, models });
  };
