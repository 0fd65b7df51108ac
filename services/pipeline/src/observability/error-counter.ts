/** Counts refused and failed requests by the code of the catalogue that their answer carries. */
import type { Metrics } from '@recto/service-kit';
import type { RequestHandler } from 'express';

export function errorCounter(metrics: Metrics): RequestHandler {
  const errors = metrics.counter('recto_request_errors_total', 'Refused and failed requests by error code', [
    'code',
  ]);
  return (_req, res, next) => {
    res.once('close', () => {
      const code = res.getHeader('X-Recto-Error-Code');
      if (typeof code === 'string') errors.inc({ code });
    });
    next();
  };
}
