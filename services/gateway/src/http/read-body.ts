/** Reads a request body as bytes, bounded in size and time. A gateway body is small; the pipeline has a reader of its own for documents. */
import type { IncomingMessage } from 'node:http';
import { RectoError } from '@recto/contracts';

/** Throws RectoError request.body_too_large (early, by Content-Length, where given), request.slow_body, request.aborted. */
export function readBody(
  request: IncomingMessage,
  limits: { maxBytes: number; timeoutMs: number },
): Promise<Buffer> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > limits.maxBytes) return Promise.reject(new RectoError('request.body_too_large'));
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => fail(new RectoError('request.slow_body')), limits.timeoutMs);
    const fail = (error: RectoError) => {
      clearTimeout(timer);
      request.removeListener('data', onData);
      request.resume();
      reject(error);
    };
    const onData = (piece: Buffer) => {
      size += piece.length;
      if (size > limits.maxBytes) fail(new RectoError('request.body_too_large'));
      else pieces.push(piece);
    };
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
