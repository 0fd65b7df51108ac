/** Requests by route and status, their duration, and how many are running. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import { durationBuckets, type Metrics } from '../observability/metrics.ts';

/** @param routeOf asked when the request has ended: which route it took */
export type RequestCounts = (req: IncomingMessage, res: ServerResponse, routeOf: () => string) => void;

/** Once a registry. */
export function requestCounts(metrics: Metrics): RequestCounts {
  const requests = metrics.counter('recto_http_requests_total', 'HTTP requests by route and status', [
    'method',
    'route',
    'status',
  ]);
  const duration = metrics.histogram(
    'recto_http_request_duration_seconds',
    'Time from the request line to the last byte',
    ['route'],
    durationBuckets,
  );
  const running = metrics.gauge(
    'recto_http_requests_running',
    'HTTP requests that have not been answered yet',
  );
  return (req, res, routeOf) => {
    const started = performance.now();
    running.inc();
    res.once('close', () => {
      running.dec();
      const route = routeOf();
      requests.inc({ method: req.method ?? '', route, status: String(res.statusCode) });
      duration.observe({ route }, (performance.now() - started) / 1000);
    });
  };
}

/** Routes are labelled by their pattern, never by the path that a caller chose: labels stay few. */
export const countRequests =
  (counts: RequestCounts): RequestHandler =>
  (req, res, next) => {
    counts(req, res, () => (typeof req.route?.path === 'string' ? req.route.path : 'other'));
    next();
  };

export const httpMetrics = (metrics: Metrics): RequestHandler => countRequests(requestCounts(metrics));
