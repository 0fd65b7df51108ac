/** What the gateway counts of itself. */
import { durationBuckets, type Metrics } from '@recto/service-kit';
import type { Limiter } from './admission/limiter.ts';

export interface GatewayMetrics {
  /** Call when a request goes upstream; call the result when it ends. */
  upstreamStarted(backend: string): (outcome: 'ok' | 'failed' | 'aborted') => void;
}

export function createGatewayMetrics(metrics: Metrics, limiter: Limiter): GatewayMetrics {
  const requests = metrics.counter(
    'recto_gateway_upstream_requests_total',
    'Requests sent to the backend by outcome',
    ['backend', 'outcome'],
  );
  const duration = metrics.histogram(
    'recto_gateway_upstream_duration_seconds',
    'Time from sending to the last byte of the answer',
    ['backend'],
    durationBuckets,
  );
  metrics.gauge('recto_gateway_running', 'Requests at the backend', [], (g) => g.set(limiter.running));
  metrics.gauge('recto_gateway_waiting', 'Requests that wait for a place', [], (g) => g.set(limiter.waiting));
  return {
    upstreamStarted: (backend) => {
      const started = performance.now();
      return (outcome) => {
        requests.inc({ backend, outcome });
        duration.observe({ backend }, (performance.now() - started) / 1000);
      };
    },
  };
}
