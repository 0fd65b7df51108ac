/** What a caller says about a call beside its body: who asks, how urgent it is, how long it may take. */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { RectoError } from '@recto/contracts';
import { bearerOf } from '@recto/service-kit';
import { type ChatCall, type Priority, priorities } from '../call/chat-call.ts';

/** A digest of the key, or the address: callers are told apart, keys are kept nowhere. */
export function callerOf(request: IncomingMessage): ChatCall['caller'] {
  const key = bearerOf(request.headers.authorization);
  if (key === null) return request.socket.remoteAddress ?? '';
  return createHash('sha256').update(key).digest('base64url').slice(0, 16);
}

const isPriority = (text: string): text is Priority => (priorities as readonly string[]).includes(text);

/** `X-Priority`. Throws RectoError request.invalid. */
export function priorityOf({ headers }: IncomingMessage): Priority {
  const text = String(headers['x-priority'] ?? 'interactive').toLowerCase();
  if (isPriority(text)) return text;
  throw new RectoError('request.invalid', { message: `X-Priority must be one of ${priorities.join(', ')}` });
}

/** `X-Request-Timeout-Ms`, never above the server's own limit. Throws RectoError request.invalid. */
export function timeoutOf({ headers }: IncomingMessage, longestMs: number): number {
  const text = headers['x-request-timeout-ms'];
  if (text === undefined) return longestMs;
  if (typeof text === 'string' && /^[1-9]\d{0,9}$/.test(text)) return Math.min(Number(text), longestMs);
  throw new RectoError('request.invalid', {
    message: 'X-Request-Timeout-Ms must be a whole number of milliseconds from 1',
  });
}
