/**
 * A request's body as it arrives, within limits: how many bytes, how fast, how long. Nothing is kept here.
 * The request's stream is left alive on failure, so that an answer can still be sent on its connection.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { RectoError } from '@recto/contracts';

export interface BodyLimits {
  readonly maxBytes: number;
  /** The whole body must be here within this time. */
  readonly totalMs: number;
  /** After the grace time a body must have come at least this fast on average. */
  readonly minBytesPerSecond: number;
  readonly graceMs: number;
}

/** The length that the client announced; null for a chunked body. Throws RectoError request.body_too_large. */
export function announcedLength(req: IncomingMessage, limits: Pick<BodyLimits, 'maxBytes'>): number | null {
  const header = req.headers['content-length'];
  if (header === undefined) return null;
  const length = Number(header);
  if (length > limits.maxBytes) throw tooLarge(limits);
  return length;
}

const tooLarge = ({ maxBytes }: Pick<BodyLimits, 'maxBytes'>): RectoError =>
  new RectoError('request.body_too_large', { message: `The body is larger than ${maxBytes} bytes` });

/** Throws RectoError request.body_too_large, request.slow_body, request.aborted; the signal's reason. */
export async function* incomingBody(
  req: IncomingMessage,
  limits: BodyLimits,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const pace = watchPace(limits, signal);
  let received = 0;
  try {
    while (true) {
      signal.throwIfAborted();
      const chunk: Buffer | null = req.read();
      if (chunk !== null) {
        received += chunk.byteLength;
        if (received > limits.maxBytes) throw tooLarge(limits);
        pace.received(received);
        yield chunk;
      } else if (req.readableEnded) return;
      else if (req.destroyed) throw new RectoError('request.aborted');
      else await Promise.race([moreOrEnd(req), pace.broken]);
    }
  } finally {
    pace.stop();
  }
}

const streamEvents = ['readable', 'end', 'error', 'close'] as const;

/** Resolves when the stream has something to say, and leaves no listener behind: a leftover one would stop the discarding of the rest. */
function moreOrEnd(req: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const onEvent = () => {
      for (const name of streamEvents) req.removeListener(name, onEvent);
      resolve();
    };
    for (const name of streamEvents) req.on(name, onEvent);
  });
}

const paceCheckMs = 1000;

/** `broken` rejects when the body is too slow or the signal fires. */
function watchPace(limits: BodyLimits, signal: AbortSignal) {
  const started = performance.now();
  let bytes = 0;
  const { promise: broken, reject } = Promise.withResolvers<never>();
  broken.catch(() => {});
  const check = () => {
    const elapsedMs = performance.now() - started;
    const expected = elapsedMs > limits.graceMs ? (limits.minBytesPerSecond * elapsedMs) / 1000 : 0;
    if (elapsedMs > limits.totalMs || bytes < expected) reject(new RectoError('request.slow_body'));
  };
  const timer = setInterval(check, Math.min(paceCheckMs, limits.totalMs));
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    broken,
    received: (total: number) => {
      bytes = total;
    },
    stop: () => {
      clearInterval(timer);
      signal.removeEventListener('abort', onAbort);
    },
  };
}

/**
 * For an answer that was given before the body was read: what still comes is thrown away for a moment, so that the client
 * reads the answer instead of a reset connection, then the connection is closed. A connection whose body came whole stays
 * open: its client may be sending the next request already.
 */
export function discardRest(req: IncomingMessage, res: ServerResponse, lingerMs = 3000): void {
  if (req.readableEnded || req.destroyed) return;
  res.once('finish', () => {
    req.removeAllListeners('readable');
    req.resume();
    const timer = setTimeout(() => {
      if (!req.complete) req.destroy();
    }, lingerMs);
    timer.unref();
  });
}
