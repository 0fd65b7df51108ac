/** `GET /metrics` in the Prometheus text format. */
import type { Metrics } from '@recto/service-kit';
import type { RequestHandler } from 'express';

export const metricsText =
  ({ registry }: Metrics): RequestHandler =>
  async (_req, res) => {
    res.setHeader('Content-Type', registry.contentType);
    res.send(await registry.metrics());
  };
