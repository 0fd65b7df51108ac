/** Reads a request body, bounded in size, time and, over all calls, in memory. The pipeline has a reader of its own for documents. */
import type { IncomingMessage } from 'node:http';
import { RectoError } from '@recto/contracts';
import { Body, firstQuote, free } from '../transport/body.ts';
import type { BodyShare } from './body-budget.ts';

export interface BodyLimits {
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

/**
 * Throws RectoError request.body_too_large and server.busy (early, by Content-Length, where given), request.slow_body,
 * request.aborted.
 */
export function readBody(request: IncomingMessage, limits: BodyLimits, share: BodyShare): Promise<Body> {
  return new Promise((resolve, reject) => {
    const declared = Number(request.headers['content-length'] ?? 0);
    const gathered = new Gathering(declared);
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
    if (declared > 0 && !admit(declared)) return;
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

/** Smaller pieces are put together, bytes: whoever sends a body byte by byte must not make millions of them. */
const smallPiece = 16 * 1024;
const blockBytes = 64 * 1024;

class Gathering {
  private readonly pieces: Buffer[] = [];
  private readonly firstQuotes: number[] = [];
  /** Where small pieces go, filled up to `filled`. */
  private block: Buffer | null = null;
  private filled = 0;
  /** Bytes that are to come still, where that is known. */
  private left: number;

  /** @param declared length, bytes; 0 where it is not known */
  constructor(declared: number) {
    this.left = declared === 0 ? Number.POSITIVE_INFINITY : declared;
  }

  add(piece: Buffer): void {
    if (piece.length < smallPiece || !isWhole(piece)) this.copy(piece);
    else {
      this.closeBlock();
      this.push(piece);
    }
    this.left -= piece.length;
  }

  whole(): Body {
    this.closeBlock();
    return Body.owning(this.pieces, this.firstQuotes);
  }

  private push(piece: Buffer): void {
    this.pieces.push(piece);
    this.firstQuotes.push(firstQuote(piece));
  }

  private copy(piece: Buffer): void {
    if (this.block !== null && this.filled + piece.length > this.block.length) this.closeBlock();
    if (this.block === null) {
      this.block = Buffer.allocUnsafeSlow(Math.max(piece.length, Math.min(blockBytes, this.left)));
      this.filled = 0;
    }
    this.block.set(piece, this.filled);
    this.filled += piece.length;
    if (isWhole(piece)) free(piece.buffer);
  }

  /** A block that is not full is cut: what is held of a body is no more than its bytes. */
  private closeBlock(): void {
    const { block, filled } = this;
    this.block = null;
    if (block === null) return;
    if (filled === block.length) this.push(block);
    else {
      const cut = Buffer.allocUnsafeSlow(filled);
      cut.set(block.subarray(0, filled));
      this.push(cut);
      free(block.buffer);
    }
  }
}

/** Node's parser makes each piece a buffer of its own, which nobody else holds; a view of another's must be left alone. */
const isWhole = (piece: Buffer): boolean => piece.buffer.byteLength === piece.byteLength;

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
