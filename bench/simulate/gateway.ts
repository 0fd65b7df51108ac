/** The gateway's own pool before simulated servers: its limits, its line and its choice of a replica are the real ones. */
import { RectoError } from '@recto/contracts';
import { fixedLimit } from '../../services/gateway/src/admission/concurrency-limit.ts';
import { queueBounds } from '../../services/gateway/src/admission/fair-queue.ts';
import type { Backend } from '../../services/gateway/src/backends/backend.ts';
import type { ChatCall } from '../../services/gateway/src/call/chat-call.ts';
import { readGatewayConfig } from '../../services/gateway/src/config/gateway-config.ts';
import { breakerDefaults } from '../../services/gateway/src/routing/breaker.ts';
import { Pool } from '../../services/gateway/src/routing/pool.ts';
import { Replica } from '../../services/gateway/src/routing/replica.ts';
import { slowStartDefaults } from '../../services/gateway/src/routing/slow-start.ts';
import { Body } from '../../services/gateway/src/transport/body.ts';
import type { Random } from '../support/random.ts';
import type { VirtualClock } from './clock.ts';
import type { Question, VlmServer } from './vlm-server.ts';

export interface SimulatedGateway {
  ask(question: Question): Promise<void>;
}

export interface GatewayOptions {
  /** Environment of the gateway, where it is not the default. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What a call costs beyond the server's own time, ms. */
  readonly overheadMs: number;
}

/** A crop as it is sent, bytes: the line before the servers is bounded by them. */
const bodyBytes = 60_000;

const unused = () => Promise.reject(new Error('not simulated'));

const backend: Backend = {
  name: 'vllm-server',
  chat: unused,
  models: unused,
  health: unused,
  load: unused,
  rules: { healthIntervalMs: 1000, healthIsCostly: false, loadIntervalMs: null, stopsOnDisconnect: true },
  close: async () => {},
};

const nobody: ReadonlySet<Replica> = new Set();

export function createSimulatedGateway(
  servers: readonly VlmServer[],
  clock: VirtualClock,
  random: Random,
  { environment = {}, overheadMs }: GatewayOptions,
): SimulatedGateway {
  const config = readGatewayConfig({
    VLM_BACKEND: 'vllm-server',
    VLM_SERVER_URL: 'http://simulated',
    ...environment,
  });
  const places = config.pools[0]?.replicas[0].concurrency as number;
  const byReplica = new Map<Replica, VlmServer>();
  const replicas = servers.map((server, k) => {
    const replica = new Replica({
      id: `replica ${k + 1}`,
      backend,
      answer: backend.chat,
      weight: 1,
      limit: fixedLimit(places),
      breaker: breakerDefaults,
      slowStart: slowStartDefaults,
    });
    replica.become('ready', clock.now);
    byReplica.set(replica, server);
    return replica;
  });
  const pool = new Pool({
    name: 'simulated',
    replicas,
    bounds: queueBounds({ maxEntries: config.GATEWAY_MAX_QUEUE, maxBytes: config.GATEWAY_MAX_QUEUE_BYTES }),
    outageMs: config.GATEWAY_OUTAGE_WAIT_MS,
    now: () => clock.now,
    random,
  });
  const body = Body.of(Buffer.alloc(bodyBytes));
  const { signal } = new AbortController();
  const call: ChatCall = {
    body,
    envelope: { head: {}, members: [], images: [] },
    changes: {},
    requestId: 'simulated',
    caller: 'pipeline',
    priority: 'batch',
    deadline: Number.POSITIVE_INFINITY,
    signal,
  };

  /** A refused call comes back a little later, as clients do. */
  const place = async () => {
    for (;;) {
      try {
        return await pool.acquire({ ...call, signal: new AbortController().signal }, nobody);
      } catch (error) {
        if (!(error instanceof RectoError)) throw error;
        await clock.sleep(1000 * (error.retryAfterSeconds ?? 1));
      }
    }
  };

  return {
    ask: async (question) => {
      const lease = await place();
      const server = byReplica.get(lease.replica) as VlmServer;
      const began = clock.now;
      await new Promise<void>((resolve) => server.ask(question, resolve));
      lease.end({ ok: true, firstByteMs: clock.now - began });
      await clock.sleep(overheadMs);
    },
  };
}
