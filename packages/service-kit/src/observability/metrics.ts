/** One Prometheus registry a process, with the metrics that every service has. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  counter(name: string, help: string, labels?: readonly string[]): Counter;
  gauge(
    name: string,
    help: string,
    labels?: readonly string[],
    /** Called when the gauge is read, and waited for. */
    collect?: (gauge: Gauge) => void | Promise<void>,
  ): Gauge;
  histogram(
    name: string,
    help: string,
    labels: readonly string[],
    bucketsSeconds: readonly number[],
  ): Histogram;
}

/** Seconds; from a health check to a very long document. */
export const durationBuckets = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800,
] as const;

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  observeEventLoop(registry);
  const registers = [registry];
  return {
    registry,
    counter: (name, help, labels = []) => new Counter({ name, help, labelNames: [...labels], registers }),
    gauge: (name, help, labels = [], collect) =>
      new Gauge({
        name,
        help,
        labelNames: [...labels],
        registers,
        ...(collect && {
          collect(this: Gauge) {
            return collect(this);
          },
        }),
      }),
    histogram: (name, help, labels, buckets) =>
      new Histogram({ name, help, labelNames: [...labels], buckets: [...buckets], registers }),
  };
}

/**
 * Event-loop delay since the last scrape (prom-client's own histogram never resets between scrapes
 * of different readers; this one is read by the benchmarks, which scrape once before and once after).
 */
function observeEventLoop(registry: Registry): void {
  const resolutionMs = 10;
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  new Gauge({
    name: 'recto_event_loop_delay_seconds',
    help: 'Event-loop delay since the last scrape, beyond the sampling interval of 10 ms',
    labelNames: ['quantile'],
    registers: [registry],
    collect() {
      for (const quantile of [50, 99, 100]) {
        const delayMs = Math.max(0, delay.percentile(quantile) / 1e6 - resolutionMs);
        this.set({ quantile: String(quantile / 100) }, delayMs / 1000);
      }
      delay.reset();
    },
  });
}
