/** Makes pools out of configuration: connects backends, puts the steps that see every attempt before them, watches the replicas. */
import type { Logger } from '@recto/service-kit';
import { adaptiveLimit, fixedLimit } from '../admission/concurrency-limit.ts';
import type { QueueBounds } from '../admission/fair-queue.ts';
import type { Backend } from '../backends/backend.ts';
import { backendKinds } from '../backends/kinds.ts';
import { createRemoteBackend } from '../backends/remote/remote-backend.ts';
import type { ChatStep } from '../call/chat-call.ts';
import type { PoolConfig, ReplicaConfig } from '../config/pool-config.ts';
import { budgetDefaults, RetryBudget } from '../retry/budget.ts';
import { breakerDefaults } from './breaker.ts';
import { Pool } from './pool.ts';
import { Replica } from './replica.ts';
import { createRouter, type RoutedPool, withDefaults } from './router.ts';
import { slowStartDefaults } from './slow-start.ts';
import { type Watch, watch } from './watch.ts';

export interface FleetOptions {
  readonly pools: readonly PoolConfig[];
  /** Called at most once: engines share threads and memory. */
  readonly createNative: () => Backend;
  /** The step that sees every attempt at one replica: the guards, as that backend needs them. */
  readonly attemptStep: (backend: Backend) => ChatStep;
  readonly bounds: QueueBounds;
  readonly outageMs: number;
  readonly logger: Logger;
  readonly now: () => number;
  readonly random: () => number;
}

export interface Fleet {
  readonly pools: readonly Pool[];
  readonly routesFor: ReturnType<typeof createRouter>;
  /** Public names of all models. */
  models(signal: AbortSignal): Promise<string[]>;
  replica(id: string): Replica | null;
  /** Takes a replica out of the traffic, or back in. */
  drain(replica: Replica, drained: boolean): void;
  /** Begins to watch. Resolves when every replica has been probed once. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export function createFleet(options: FleetOptions): Fleet {
  const { now, random, logger } = options;
  let native: Backend | null = null;
  const watches = new Map<Replica, Watch>();

  const connect = (config: ReplicaConfig, pool: PoolConfig): Backend => {
    if (config.backend === 'native') {
      native ??= options.createNative();
      return native;
    }
    return createRemoteBackend({
      kind: backendKinds[config.backend],
      serverUrl: config.url as string,
      modelName: config.modelName,
      apiKey: config.apiKey,
      limits: pool.limits,
      healthIntervalMs: pool.healthIntervalMs,
    });
  };

  const replicaOf = (config: ReplicaConfig, index: number, pool: PoolConfig): Replica => {
    const backend = connect(config, pool);
    return new Replica({
      id: `${pool.name}:${index}`,
      backend,
      answer: options.attemptStep(backend)(backend.chat),
      weight: config.weight,
      limit:
        typeof config.concurrency === 'number'
          ? fixedLimit(config.concurrency)
          : adaptiveLimit(config.concurrency),
      breaker: breakerDefaults,
      slowStart: slowStartDefaults,
    });
  };

  const routed = options.pools.map((config): RoutedPool => {
    const pool = new Pool({
      name: config.name,
      replicas: config.replicas.map((replica, index) => replicaOf(replica, index, config)),
      bounds: options.bounds,
      outageMs: options.outageMs,
      now,
      random,
    });
    const route = {
      pool,
      budget: new RetryBudget(budgetDefaults, now),
      prepare: withDefaults(config.defaults),
      hurry: (replica: Replica) => watches.get(replica)?.hurry(),
    };
    return { config, route };
  });
  const pools = routed.map(({ route }) => route.pool);
  const replicas = pools.flatMap((pool) => pool.replicas);

  const startWatch = (replica: Replica, index: number, config: PoolConfig, pool: Pool): Watch => {
    const modelName = config.replicas[index]?.modelName ?? null;
    return watch({
      replica,
      warmUp: config.warmUp === null ? null : { ...config.warmUp, model: modelName },
      asksLoad: config.replicas.length > 1,
      hasOther: () => pool.hasOther(new Set([replica])),
      changed: pool.pump,
      now,
      random,
      logger,
    });
  };

  return {
    pools,
    routesFor: createRouter(routed),
    models: async (signal) => {
      const names = await Promise.all(
        options.pools.map((config, at) => modelsOf(config, pools[at] as Pool, signal)),
      );
      return [...new Set(names.flat())];
    },
    replica: (id) => replicas.find((replica) => replica.id === id) ?? null,
    drain: (replica, drained) => {
      if (drained) replica.draining = true;
      else replica.undrain(now());
      logger.info({ replica: replica.id, drained }, drained ? 'replica drains' : 'replica back in traffic');
      for (const pool of pools) if (pool.replicas.includes(replica)) pool.pump();
    },
    start: async () => {
      options.pools.forEach((config, at) => {
        const pool = pools[at] as Pool;
        pool.replicas.forEach((replica, index) => {
          watches.set(replica, startWatch(replica, index, config, pool));
        });
      });
      await Promise.all([...watches.values()].map(({ first }) => first));
    },
    close: async () => {
      for (const { stop } of watches.values()) stop();
      for (const pool of pools) pool.close();
      await Promise.all(
        [...new Set(replicas.map(({ backend }) => backend))].map((backend) => backend.close()),
      );
    },
  };
}

/** The names that callers may use. A pool without a name of its own has those of its server. */
async function modelsOf(config: PoolConfig, pool: Pool, signal: AbortSignal): Promise<string[]> {
  const isNamed = config.replicas.some(
    ({ modelName, backend }) => modelName !== null && backend !== 'native',
  );
  if (isNamed || !config.takesAnyModel) return [config.name, ...config.aliases];
  const first = pool.replicas.find(({ health }) => health === 'ready') ?? pool.replicas[0];
  return first === undefined ? [] : first.backend.models(signal);
}
