/**
 * A request's body as it arrives, within limits: how many bytes, how fast, how long. Nothing is kept here.
 * The request's stream is left alive on failure, so that an answer can still be sent on its connection.
 */
import type { IncomingMessage } from 'node:http';
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
  const chunks = req.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  const pace = watchPace(limits, signal);
  let received = 0;
  try {
    while (true) {
      const { value, done } = await Promise.race([nextChunk(chunks, signal), pace.broken]);
      if (done) return;
      received += value.byteLength;
      if (received > limits.maxBytes) throw tooLarge(limits);
      pace.received(received);
      yield value;
    }
  } finally {
    pace.stop();
  }
}

async function nextChunk(
  chunks: AsyncIterator<Buffer>,
  signal: AbortSignal,
): Promise<IteratorResult<Buffer, undefined>> {
  try {
    return await chunks.next();
  } catch (error) {
    throw signal.aborted ? signal.reason : new RectoError('request.aborted', { cause: error });
  }
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
  if (signal.aborted) onAbort();
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
