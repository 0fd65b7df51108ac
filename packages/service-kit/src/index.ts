export { reportListening } from './command-link.ts';
export {
  ConfigError,
  processEnvironment,
  readVariables,
  type VariableShape,
  type Variables,
  variable,
} from './config/environment.ts';
export { tracingOptions, tracingVariables } from './config/tracing-variables.ts';
export { asRectoError } from './http/as-recto-error.ts';
export { type ErrorShape, errorResponse, type Refusal, refusal, sendError } from './http/error-response.ts';
export { countRequests, httpMetrics, type RequestCounts, requestCounts } from './http/http-metrics.ts';
export {
  bearerOf,
  type KeyCheck,
  keyCheck,
  knowsKey,
  methodNotAllowed,
  nameRequest,
  requestId,
  requireApiKey,
  routeNotFound,
} from './http/middleware.ts';
export { requestSignal } from './http/request-signal.ts';
export { checkDraining, createLifecycle, type Lifecycle, refuseWhileDraining } from './lifecycle.ts';
export { nodeFlags, nodeVariables } from './node-start.ts';
export { createLogger, type Logger, type LogLevel, logLevels } from './observability/logger.ts';
export { createMetrics, durationBuckets, type Metrics } from './observability/metrics.ts';
export { inCallSpan, inRequestSpan, inSpan, traceHeaders, traceRequests } from './observability/tracing.ts';
export { startTracing, type TracingOptions } from './observability/tracing-export.ts';
