/** A sink that passes bytes on to whoever stores them, no faster than they are stored. */
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { ByteSink } from './byte-sink.ts';

/** Waits in memory at most. */
const waitingBytes = 1024 * 1024;

/** @param store reads the content to its end; called with the first bytes */
export function createStoreSink<T>(store: (content: AsyncIterable<Uint8Array>) => Promise<T>): ByteSink<T> {
  const through = new PassThrough({ highWaterMark: waitingBytes });
  let storing: Promise<T> | null = null;
  let length = 0;
  const begin = (): Promise<T> => {
    storing ??= store(through);
    // Who waits for it may come later than its failure.
    storing.catch(() => {});
    return storing;
  };
  return {
    get length() {
      return length;
    },
    write: (bytes) => {
      begin();
      length += bytes.byteLength;
      through.write(bytes);
    },
    drained: () => {
      if (storing === null || !through.writableNeedDrain) return null;
      const failed = storing.then(() => {});
      return Promise.race([once(through, 'drain').then(() => {}), failed]);
    },
    finish: () => {
      const stored = begin();
      through.end();
      return stored;
    },
  };
}
