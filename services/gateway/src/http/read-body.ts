/** Reads a request body as bytes, bounded in size, time and, over all calls, in memory. The pipeline has a reader of its own for documents. */
import type { IncomingMessage } from 'node:http';
import { RectoError } from '@recto/contracts';
import type { BodyShare } from './body-budget.ts';

export interface BodyLimits {
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

/**
 * Throws RectoError request.body_too_large and server.busy (early, by Content-Length, where given), request.slow_body,
 * request.aborted.
 */
export function readBody(request: IncomingMessage, limits: BodyLimits, share: BodyShare): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let size = 0;
    const fail = (error: unknown) => {
      clearTimeout(timer);
      request.removeListener('data', onData);
      discardRest(request);
      reject(error);
    };
    const timer = setTimeout(() => fail(new RectoError('request.slow_body')), limits.timeoutMs);
    let admitted = 0;
    const admit = (bytes: number): boolean => {
      try {
        admitted += bytes;
        if (admitted > limits.maxBytes) throw new RectoError('request.body_too_large');
        share.take(bytes);
        return true;
      } catch (error) {
        fail(error);
        return false;
      }
    };
    const declared = Number(request.headers['content-length'] ?? 0);
    const onData = (piece: Buffer) => {
      if (declared === 0 && !admit(piece.length)) return;
      size += piece.length;
      pieces.push(piece);
    };
    if (declared > 0 && !admit(declared)) return;
    request.on('data', onData);
    request.once('end', () => {
      clearTimeout(timer);
      resolve(pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces, size));
    });
    request.once('close', () => {
      if (!request.complete) fail(new RectoError('request.aborted'));
    });
  });
}

/** So that a client reads its refusal instead of a reset connection. */
const lingerMs = 3_000;

/** Throws away what still comes of a refused body, for a moment; a connection that goes on sending is closed. */
function discardRest(request: IncomingMessage): void {
  request.resume();
  const timer = setTimeout(() => {
    if (!request.complete) request.destroy();
  }, lingerMs);
  timer.unref();
}
