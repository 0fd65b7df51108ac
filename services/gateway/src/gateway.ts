/** The gateway as a whole, without its process: configuration in, an application and its fleet out. Wired here once. */
import type { RequestListener } from 'node:http';
import { createOutbound } from '@recto/outbound';
import { inCallSpan, type Lifecycle, type Logger, type Metrics } from '@recto/service-kit';
import { queueBounds } from './admission/fair-queue.ts';
import type { Backend } from './backends/backend.ts';
import { effectOf } from './call/attempt-failure.ts';
import type { ChatStep } from './call/chat-call.ts';
import type { GatewayConfig } from './config/gateway-config.ts';
import { createGatewayMetrics } from './gateway-metrics.ts';
import { guardLoops } from './guards/guard-loops.ts';
import { createGuardCounts } from './guards/guard-metrics.ts';
import { capTokens } from './guards/token-cap.ts';
import { createBodyBudget } from './http/body-budget.ts';
import { createFront } from './http/front.ts';
import { fetchRemoteImages, type InlineImages, refuseRemoteImages } from './http/inline-images.ts';
import { backoffDefaults } from './retry/backoff.ts';
import { type AttemptEvent, withRetries } from './retry/with-retries.ts';
import type { AnswerStore } from './reuse/answer-store.ts';
import { createMemoryStore } from './reuse/memory-store.ts';
import { createRedisStore } from './reuse/redis-store.ts';
import { reuse } from './reuse/reuse.ts';
import { createFleet, type Fleet } from './routing/fleet.ts';

export interface GatewayParts {
  readonly config: GatewayConfig;
  readonly createNative: () => Backend;
  readonly lifecycle: Pick<Lifecycle, 'draining'>;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface Gateway {
  readonly app: RequestListener;
  readonly fleet: Fleet;
  close(): Promise<void>;
}

const longestRetryAfterMs = 5_000;
const mostRedirects = 5;
const imageFetchMs = 30_000;

const passOn: ChatStep = (next) => next;

export function createGateway({ config, createNative, lifecycle, logger, metrics }: GatewayParts): Gateway {
  const now = () => performance.now();
  const { random } = Math;
  const fleet = createFleet({
    pools: config.pools,
    createNative,
    attemptStep: traced(guards(config, metrics, now)),
    bounds: queueBounds({ maxEntries: config.GATEWAY_MAX_QUEUE, maxBytes: config.GATEWAY_MAX_QUEUE_BYTES }),
    outageMs: config.GATEWAY_OUTAGE_WAIT_MS,
    logger,
    now,
    random,
  });
  const counts = createGatewayMetrics(metrics, fleet.pools, now);
  const attempts = withRetries({
    routesFor: fleet.routesFor,
    maxAttempts: config.GATEWAY_MAX_ATTEMPTS,
    backoff: backoffDefaults,
    longestRetryAfterMs,
    now,
    random,
    onAttempt: (event) => {
      counts.attemptEnded(event);
      logFailure(logger, event);
    },
    onRetry: counts.retried,
  });
  const store = answerStore(config, metrics, logger);
  const app = createFront({
    answer: reuse({
      singleFlight: config.GATEWAY_SINGLE_FLIGHT,
      store,
      acrossCallers: config.GATEWAY_REUSE_ACROSS_CALLERS,
      metrics,
    })(attempts),
    inlineImages: imageDoor(config),
    bodies: createBodyBudget(config.GATEWAY_BODY_BYTES_IN_FLIGHT),
    fleet,
    apiKeys: config.GATEWAY_API_KEYS,
    adminKey: config.GATEWAY_ADMIN_KEY ?? null,
    lifecycle,
    logger,
    metrics,
    limits: {
      maxBytes: config.GATEWAY_MAX_BODY_BYTES,
      timeoutMs: config.GATEWAY_BODY_TIMEOUT_MS,
      callMs: config.GATEWAY_REQUEST_TIMEOUT_MS,
    },
    now,
  });
  return {
    app,
    fleet,
    close: async () => {
      await Promise.all([fleet.close(), store?.close()]);
    },
  };
}

/** What an operator has to know of an attempt: a wrong key or model at once, trouble of a replica as a warning. */
function logFailure(logger: Logger, { failure, replica, requestId }: AttemptEvent): void {
  if (failure === null) return;
  const context = { replica, requestId, kind: failure.kind, err: failure.cause };
  if (failure.kind === 'misconfigured') logger.error(context, 'replica refuses our key or model');
  else if (effectOf(failure.kind).blame === 'none') logger.debug(context, 'attempt failed');
  else logger.warn(context, 'attempt failed');
}

/** What sees every attempt: the cap first, so that the loop guard knows what is allowed. The embedded engine does not loop. */
function guards(config: GatewayConfig, metrics: Metrics, now: () => number): (backend: Backend) => ChatStep {
  const cap = config.GATEWAY_TOKEN_CAP
    ? capTokens({
        pixelsPerToken: config.GATEWAY_PIXELS_PER_TOKEN,
        leastTokens: config.GATEWAY_TOKEN_CAP_LEAST,
      })
    : passOn;
  const guard = config.GATEWAY_LOOP_GUARD
    ? guardLoops({ ladder: config.GATEWAY_LOOP_LADDER, counts: createGuardCounts(metrics), now })
    : passOn;
  return ({ name }) => (name === 'native' ? passOn : (next) => cap(guard(next)));
}

/** A span for each attempt at a server; that of a stream ends with its first bytes. */
const traced =
  (step: (backend: Backend) => ChatStep): ((backend: Backend) => ChatStep) =>
  (backend) =>
  (next) => {
    const attempt = step(backend)(next);
    return (call) => inCallSpan('attempt', { 'recto.backend': backend.name }, () => attempt(call));
  };

function answerStore(config: GatewayConfig, metrics: Metrics, logger: Logger): AnswerStore | null {
  const ttlMs = config.GATEWAY_CACHE_TTL_SECONDS * 1000;
  if (config.GATEWAY_CACHE === 'redis') {
    const { GATEWAY_CACHE_URL: url, GATEWAY_CACHE_PREFIX: prefix } = config;
    return createRedisStore({ url: url as string, prefix, ttlMs, logger });
  }
  if (config.GATEWAY_CACHE === 'none') return null;
  const store = createMemoryStore({
    maxBytes: config.GATEWAY_CACHE_BYTES,
    ttlMs,
    now: () => performance.now(),
  });
  metrics.gauge('recto_gateway_cache_bytes', 'Bytes of kept answers', [], (gauge) => gauge.set(store.bytes));
  metrics.gauge('recto_gateway_cache_entries', 'Kept answers', [], (gauge) => gauge.set(store.entries));
  return store;
}

function imageDoor(config: GatewayConfig): InlineImages {
  if (!config.GATEWAY_ALLOW_IMAGE_URLS) return refuseRemoteImages;
  const outbound = createOutbound({
    allowPrivate: config.ALLOW_PRIVATE_URLS,
    allowHosts: config.URL_ALLOW_HOSTS.length > 0 ? config.URL_ALLOW_HOSTS : null,
    denyHosts: config.URL_DENY_HOSTS,
    maxRedirects: mostRedirects,
  });
  return fetchRemoteImages({ outbound, maxBytes: config.GATEWAY_MAX_BODY_BYTES, timeoutMs: imageFetchMs });
}
