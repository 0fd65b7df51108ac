/** What the gateway counts of itself: attempts, retries, who waits, and the state of every replica. */
import { durationBuckets, type Metrics } from '@recto/service-kit';
import { priorities } from './call/chat-call.ts';
import type { AttemptEvent } from './retry/with-retries.ts';
import type { Pool } from './routing/pool.ts';
import type { Replica } from './routing/replica.ts';

export interface GatewayMetrics {
  attemptEnded(event: AttemptEvent): void;
  retried(pool: string, reason: string): void;
}

export function createGatewayMetrics(
  metrics: Metrics,
  pools: readonly Pool[],
  now: () => number,
): GatewayMetrics {
  const attempts = metrics.counter(
    'recto_gateway_upstream_requests_total',
    'Attempts at replicas by outcome',
    ['pool', 'backend', 'outcome'],
  );
  const duration = metrics.histogram(
    'recto_gateway_upstream_duration_seconds',
    'Time from sending an attempt to the last byte of its answer',
    ['backend'],
    durationBuckets,
  );
  const retries = metrics.counter(
    'recto_gateway_retries_total',
    'Attempts after the first, by what failed before',
    ['pool', 'reason'],
  );
  metrics.gauge('recto_gateway_running', 'Calls at replicas', ['pool'], (gauge) => {
    for (const pool of pools) gauge.set({ pool: pool.name }, pool.outstanding);
  });
  metrics.gauge('recto_gateway_waiting', 'Calls that wait for a place', ['pool', 'priority'], (gauge) => {
    for (const pool of pools)
      for (const priority of priorities) gauge.set({ pool: pool.name, priority }, pool.waiting(priority));
  });
  observeReplicas(metrics, pools, now);
  return {
    attemptEnded: ({ pool, backend, failure, durationMs }) => {
      attempts.inc({ pool, backend, outcome: failure?.kind ?? 'ok' });
      duration.observe({ backend }, durationMs / 1000);
    },
    retried: (pool, reason) => retries.inc({ pool, reason }),
  };
}

function observeReplicas(metrics: Metrics, pools: readonly Pool[], now: () => number): void {
  const perReplica = (name: string, help: string, read: (replica: Replica, at: number) => number) =>
    metrics.gauge(name, help, ['replica'], (gauge) => {
      const at = now();
      for (const pool of pools)
        for (const replica of pool.replicas) gauge.set({ replica: replica.id }, read(replica, at));
    });
  perReplica('recto_gateway_replica_serving', '1 while the replica is part of the traffic', (replica, at) =>
    replica.serving(at) ? 1 : 0,
  );
  perReplica('recto_gateway_replica_running', 'Calls at the replica', ({ outstanding }) => outstanding);
  perReplica(
    'recto_gateway_replica_places',
    'Calls that the replica may get at once',
    ({ places }) => places,
  );
  perReplica(
    'recto_gateway_replica_foreign_load',
    'Calls of others at the replica, as far as it tells',
    (replica, at) => replica.load.correction(at),
  );
}
