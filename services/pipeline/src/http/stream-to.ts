/** Writes an answer out as it comes. */
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/** What a stream says when the other side has gone. */
const ofTheSocket = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED', 'ECONNRESET', 'EPIPE']);

/** @param closed fires when the client goes away; rejects with its reason then, and otherwise with what the chunks throw */
export async function streamTo(
  res: Response,
  chunks: AsyncIterable<Uint8Array>,
  closed: AbortSignal,
): Promise<void> {
  try {
    await pipeline(chunks, res);
  } catch (error) {
    // An answer that breaks off closes as well.
    throw closed.aborted && ofTheSocket.has((error as NodeJS.ErrnoException).code ?? '')
      ? closed.reason
      : error;
  }
}
