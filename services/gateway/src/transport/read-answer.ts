/** Reads the body of a server's answer: whole, or as far as its first bytes. Bounded. */
import { finished, type Readable } from 'node:stream';
import { RectoError } from '@recto/contracts';
import { AttemptFailure } from '../call/attempt-failure.ts';

const broken = (reason: string): AttemptFailure =>
  new AttemptFailure('broken', new RectoError('vlm.failed', { cause: new Error(reason) }));

/** The whole body. Rejects with the stream's error, or AttemptFailure broken beyond `limit` bytes. */
export function collect(body: Readable, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let size = 0;
    body.on('data', (piece: Buffer) => {
      size += piece.length;
      if (size > limit) body.destroy(broken(`the answer is longer than ${limit} bytes`));
      else pieces.push(piece);
    });
    finished(body, { writable: false }, (error) => {
      if (error) reject(error);
      else resolve(pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces, size));
    });
  });
}

/** The beginning of a failed answer, as text; what cannot be read is left out. */
export async function collectText(body: Readable, limit: number): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of body as AsyncIterable<Buffer>) {
      pieces.push(piece);
      size += piece.length;
      if (size >= limit) break;
    }
  } catch {
    // The status said enough.
  }
  return Buffer.concat(pieces).toString('utf8', 0, limit);
}

/**
 * Hands each piece to `take`, to the end or until it says that it has enough, which destroys the stream. Rejects with what the stream
 * or `take` throws. For answers that come in many small pieces: iterating over a stream costs more than reading it.
 */
export function readPieces(body: Readable, take: (piece: Buffer) => 'more' | 'enough'): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      body.off('data', onData);
      body.destroy();
    };
    const onData = (piece: Buffer) => {
      try {
        if (take(piece) === 'more') return;
        leave();
        resolve();
      } catch (error) {
        leave();
        reject(error);
      }
    };
    const onClose = () => reject(body.errored ?? broken('the answer was cut off'));
    const onEnd = () => {
      body.off('close', onClose);
      resolve();
    };
    if (body.destroyed) return onClose();
    body.on('data', onData).once('end', onEnd).on('error', reject).once('close', onClose);
  });
}

/** Resolves when the first bytes can be read, without taking them. Rejects where the stream ends or fails before. */
export function firstBytes(body: Readable): Promise<void> {
  if (body.readableLength > 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const settle = (error: Error | null) => {
      body.off('readable', onReadable).off('error', settle).off('end', onEnd).off('close', onEnd);
      if (error === null) resolve();
      else reject(error);
    };
    const onReadable = () => {
      if (body.readableLength > 0) settle(null);
    };
    const onEnd = () => settle(broken('the answer ended before its first byte'));
    if (body.destroyed) return settle(body.errored ?? broken('the answer was cut off'));
    body.on('readable', onReadable).on('error', settle).on('end', onEnd).on('close', onEnd);
  });
}
