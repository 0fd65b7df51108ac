/** Errors as answers: the PaddleX envelope for the pipeline, the OpenAI body for the gateway. One handler each, nothing else writes errors. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorEnvelope, openAiErrorBody, type RectoError } from '@recto/contracts';
import type { ErrorRequestHandler } from 'express';
import type { Logger } from '../observability/logger.ts';
import { asRectoError } from './as-recto-error.ts';

export type ErrorShape = 'envelope' | 'openai';

/** Answers a request that failed, and logs why: 5xx with their cause, 4xx as warnings. Answers nothing when headers are gone. */
export type Refusal = (thrown: unknown, req: IncomingMessage, res: ServerResponse, requestId: string) => void;

export const refusal =
  (shape: ErrorShape, logger: Logger): Refusal =>
  (thrown, req, res, requestId) => {
    const error = asRectoError(thrown);
    const context = { requestId, path: pathOf(req), code: error.code };
    // Draining, busy, not ready yet: the service says so on purpose, and probes ask every second.
    if (error.code.startsWith('server.')) logger.debug(context, 'request turned away');
    else if (error.status >= 500) logger.error({ ...context, err: error.cause ?? error }, 'request failed');
    else logger.warn({ ...context, reason: error.message }, 'request refused');
    if (res.headersSent) res.destroy();
    else sendError(res, shape, error);
  };

/** Last handler of an app. */
export const errorResponse = (shape: ErrorShape, logger: Logger): ErrorRequestHandler => {
  const refuse = refusal(shape, logger);
  return (thrown, req, res, _next) => refuse(thrown, req, res, res.locals.requestId);
};

export function sendError(res: ServerResponse, shape: ErrorShape, error: RectoError): void {
  const body = shape === 'envelope' ? errorEnvelope(randomUUID(), error) : openAiErrorBody(error);
  const text = Buffer.from(JSON.stringify(body));
  if (error.retryAfterSeconds !== undefined)
    res.setHeader('Retry-After', String(Math.ceil(error.retryAfterSeconds)));
  res.setHeader('X-Recto-Error-Code', error.code);
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.setHeader('Content-Length', text.length);
  res.statusCode = error.status;
  res.end(text);
}

/** Without its query, which may hold what is not for logs. */
const pathOf = (req: IncomingMessage): string => (req.url ?? '').replace(/[?#].*$/s, '');
