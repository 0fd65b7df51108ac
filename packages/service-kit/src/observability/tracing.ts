/**
 * Traces through both tiers: OpenTelemetry's API around work, W3C `traceparent` between processes. Without a tracing start
 * (tracing-export.ts) nothing here does anything.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type Attributes,
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { RectoError } from '@recto/contracts';
import type { RequestHandler } from 'express';

const tracer = () => trace.getTracer('recto');

/** OpenTelemetry's own no-ops would do, but take some 10 µs a request. */
let isOn = false;

/** For the start and the end of tracing in this process. */
export function switchTracing(on: boolean): void {
  isOn = on;
}

/** Runs `work` in a span below the current one. What it rejects with is the span's status, by its code alone. */
export function inSpan<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> {
  return isOn ? within(tracer().startSpan(name, { attributes }), work) : work();
}

/** The same for a call to another process, which gets the span by `traceHeaders`. */
export function inCallSpan<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> {
  return isOn ? within(tracer().startSpan(name, { attributes, kind: SpanKind.CLIENT }), work) : work();
}

function within<T>(span: Span, work: () => Promise<T>): Promise<T> {
  return context.with(trace.setSpan(context.active(), span), async () => {
    try {
      return await work();
    } catch (error) {
      // No message: it may hold what a document says.
      span.setStatus({ code: SpanStatusCode.ERROR, message: codeOf(error) });
      throw error;
    } finally {
      span.end();
    }
  });
}

const codeOf = (error: unknown) =>
  error instanceof RectoError ? error.code : error instanceof Error ? error.name : 'unknown';

/** `traceparent` of the current span, for a request to another process; nothing where nobody traces. */
export function traceHeaders(): Record<string, string> {
  const headers: Record<string, string> = {};
  if (isOn) propagation.inject(context.active(), headers);
  return headers;
}

/** Asked every few seconds by machines. */
const untraced = /^\/(health|metrics|v2\/health)([/?]|$)/;

/** Runs `handle` in a span for a request, below the caller's where it sends one. Named by route, never by the path that a caller chose. */
export function inRequestSpan({ req, res, requestId, routeOf }: TracedRequest, handle: () => void): void {
  if (!isOn || untraced.test(req.url ?? '')) {
    handle();
    return;
  }
  const parent = propagation.extract(context.active(), req.headers);
  const span = tracer().startSpan(req.method ?? '', { kind: SpanKind.SERVER }, parent);
  res.once('close', () => {
    const route = routeOf();
    const failure = res.getHeader('X-Recto-Error-Code');
    span.updateName(`${req.method} ${route}`);
    span.setAttributes({
      'http.request.method': req.method ?? '',
      'http.route': route,
      'http.response.status_code': res.statusCode,
      'recto.request_id': requestId,
      ...(typeof failure === 'string' && { 'error.type': failure }),
    });
    if (res.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  });
  context.with(trace.setSpan(parent, span), handle);
}

export interface TracedRequest {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly requestId: string;
  /** Asked when the request has ended. */
  readonly routeOf: () => string;
}

export const traceRequests: RequestHandler = (req, res, next) => {
  const routeOf = () => (typeof req.route?.path === 'string' ? req.route.path : 'other');
  inRequestSpan({ req, res, requestId: String(res.locals.requestId), routeOf }, next);
};
