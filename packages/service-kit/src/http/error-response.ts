/** Errors as answers: the PaddleX envelope for the pipeline, the OpenAI body for the gateway. One handler each, nothing else writes errors. */
import { randomUUID } from 'node:crypto';
import { errorEnvelope, openAiErrorBody, type RectoError } from '@recto/contracts';
import type { ErrorRequestHandler, Response } from 'express';
import type { Logger } from '../observability/logger.ts';
import { asRectoError } from './as-recto-error.ts';

export type ErrorShape = 'envelope' | 'openai';

/** Last handler of an app. Logs 5xx with their cause, 4xx as warnings; answers nothing when headers are gone. */
export const errorResponse =
  (shape: ErrorShape, logger: Logger): ErrorRequestHandler =>
  (thrown, req, res, _next) => {
    const error = asRectoError(thrown);
    const context = { requestId: res.locals.requestId, path: req.path, code: error.code };
    // Draining, busy, not ready yet: the service says so on purpose, and probes ask every second.
    if (error.code.startsWith('server.')) logger.debug(context, 'request turned away');
    else if (error.status >= 500) logger.error({ ...context, err: error.cause ?? error }, 'request failed');
    else logger.warn({ ...context, reason: error.message }, 'request refused');
    if (res.headersSent) {
      res.destroy();
      return;
    }
    sendError(res, shape, error);
  };

export function sendError(res: Response, shape: ErrorShape, error: RectoError): void {
  if (error.retryAfterSeconds !== undefined)
    res.setHeader('Retry-After', String(Math.ceil(error.retryAfterSeconds)));
  res.setHeader('X-Recto-Error-Code', error.code);
  res
    .status(error.status)
    .json(shape === 'envelope' ? errorEnvelope(randomUUID(), error) : openAiErrorBody(error));
}
