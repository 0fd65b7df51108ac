/** A stream of events on its way to a caller: passed on as it came, whole events at a time, and ended where the model loops. */
import { Readable } from 'node:stream';
import { bytesOf, type EventData, SseReader } from '../transport/sse.ts';
import { broken, type Chunk, done, readChunk } from './chunk.ts';
import type { FoundLoop, LoopWatch } from './loop-watch.ts';

export interface StreamWatch {
  readonly watch: LoopWatch;
  readonly onLoop: (loop: FoundLoop, tokens: number) => void;
}

/**
 * Resolves when the first event can be read. Rejects with AttemptFailure, so that another attempt can be made, where that is an
 * error. The result must be read or destroyed, as with ChatAnswer; destroying it destroys `source`.
 */
export function watchedStream(source: Readable, { watch, onLoop }: StreamWatch): Promise<Readable> {
  return new Promise((resolve, reject) => {
    const events = new SseReader();
    let isFinished = false;
    let hasEnded = false;
    const out = new Readable({
      read: () => {
        source.resume();
      },
      destroy: (error, callback) => {
        source.destroy();
        callback(error);
      },
    });
    // Destroyed with an error before anybody has it, it must not take the process with it.
    out.on('error', () => {});
    const fail = (error: unknown) => {
      out.destroy(error as Error);
      reject(error);
    };
    const end = () => {
      hasEnded = true;
      out.push(null);
      source.destroy();
    };

    /** @returns the loop's end, to be written after the event; null to go on */
    const read = (data: EventData): Buffer | null => {
      if (data === null) return null;
      if (data === done) {
        isFinished = true;
        return null;
      }
      const chunk = readChunk(data);
      isFinished ||= chunk.choices.some(({ finish_reason: finish }) => typeof finish === 'string');
      const loop = watch.read(chunk);
      if (loop === null) return null;
      onLoop(loop, watch.tokens);
      return loopEnd(chunk, loop);
    };

    source.on('data', (piece: Buffer) => {
      if (hasEnded) return;
      try {
        const batch = events.push(piece);
        for (const [index, data] of batch.events.entries()) {
          const ending = read(data);
          if (ending === null) continue;
          out.push(Buffer.concat([bytesOf(batch, index + 1), ending]));
          end();
          return resolve(out);
        }
        if (batch.events.length === 0) return;
        if (!out.push(batch.bytes)) source.pause();
        resolve(out);
      } catch (error) {
        fail(error);
      }
    });
    source.once('end', () => {
      if (hasEnded) return;
      try {
        const last = events.end();
        read(last?.events[0] ?? null);
        if (!isFinished) return fail(broken('the stream ended before the answer did'));
        if (last !== null) out.push(last.bytes);
        end();
        resolve(out);
      } catch (error) {
        fail(error);
      }
    });
    source.once('error', fail);
    source.once('close', () => {
      if (!hasEnded) fail(broken('the stream was closed'));
    });
  });
}

/** What a server would have sent at the end, in the name of the chunk before it. */
function loopEnd({ choices: _, usage: __, ...head }: Chunk, { cut }: FoundLoop): Buffer {
  const choices = [{ index: cut.index, delta: {}, logprobs: null, finish_reason: 'repetition' }];
  return Buffer.from(`data: ${JSON.stringify({ ...head, choices })}\n\ndata: ${done}\n\n`);
}
