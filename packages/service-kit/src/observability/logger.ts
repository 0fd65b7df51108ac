/** Structured logs: one JSON line an event, secrets and file contents redacted. */
import { type Logger, pino } from 'pino';

export type { Logger };

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export const createLogger = (options: { service: string; level: LogLevel }): Logger =>
  pino({
    base: { service: options.service },
    level: options.level,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: ['*.authorization', '*.apiKey', '*.password', '*.file'], censor: '[redacted]' },
  });
