/** Reads a request body as bytes, bounded in size, time and, over all calls, in memory. The pipeline has a reader of its own for documents. */
import type { IncomingMessage } from 'node:http';
import { RectoError } from '@recto/contracts';
import { bodyOf, free } from '../transport/body-memory.ts';
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
    const declared = Number(request.headers['content-length'] ?? 0);
    let gathered: Gathering = gatherPieces();
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
    const onData = (piece: Buffer) => {
      if (declared === 0 && !admit(piece.length)) return;
      gathered.add(piece);
    };
    if (declared > 0) {
      if (!admit(declared)) return;
      gathered = gatherInto(declared);
    }
    request.on('data', onData);
    request.once('end', () => {
      clearTimeout(timer);
      resolve(gathered.whole());
    });
    request.once('close', () => {
      if (!request.complete) fail(new RectoError('request.aborted'));
    });
  });
}

interface Gathering {
  add(piece: Buffer): void;
  whole(): Buffer;
}

function gatherPieces(): Gathering {
  const pieces: Buffer[] = [];
  return { add: (piece) => pieces.push(piece), whole: () => Buffer.concat(pieces) };
}

/** Puts a body of known length together while its pieces are still in the processor's cache. */
function gatherInto(length: number): Gathering {
  const whole = bodyOf(length);
  let filled = 0;
  return {
    add: (piece) => {
      whole.set(piece, filled);
      filled += piece.length;
      // Node's parser makes each piece a buffer of its own, which nobody else holds.
      if (piece.buffer.byteLength === piece.byteLength) free(piece.buffer);
    },
    whole: () => whole,
  };
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
