/**
 * Collects a file of unknown size in shared memory, so that worker threads read it without a copy.
 * No step blocks the event loop for longer than the copy of one piece.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Where the bytes of a file go as they arrive. */
export interface ByteSink<T> {
  readonly length: number;
  write(bytes: Uint8Array): void;
  /** Waits until there is room for more; null when there is. */
  drained(): Promise<void> | null;
  finish(): Promise<T>;
}

/** @param expectedBytes how much will come at most, when that is known */
export type OpenSink<T> = (expectedBytes: number | null) => ByteSink<T>;

export type SharedBytes = Uint8Array<SharedArrayBuffer>;

const firstBlockBytes = 64 * 1024;
const largestBlockBytes = 8 * 1024 * 1024;

/** Everything in one piece. @param expectedBytes saves the copy at the end */
export function createByteSink(expectedBytes: number | null): ByteSink<SharedBytes> {
  const blocks: Uint8Array<SharedArrayBuffer>[] = [];
  let block = newBlock(expectedBytes ?? firstBlockBytes);
  let filled = 0;
  let length = 0;

  const grow = () => {
    blocks.push(block);
    block = newBlock(Math.min(Math.max(length, firstBlockBytes), largestBlockBytes));
    filled = 0;
  };

  return {
    get length() {
      return length;
    },
    write: (bytes) => {
      for (let taken = 0; taken < bytes.byteLength; ) {
        if (filled === block.byteLength) grow();
        const piece = bytes.subarray(taken, taken + block.byteLength - filled);
        block.set(piece, filled);
        filled += piece.byteLength;
        taken += piece.byteLength;
        length += piece.byteLength;
      }
    },
    drained: () => null,
    finish: async () => {
      if (blocks.length === 0) return block.subarray(0, filled);
      const whole = newBlock(length);
      let offset = 0;
      for (const part of [...blocks, block.subarray(0, filled)]) {
        whole.set(part, offset);
        offset += part.byteLength;
        await nextTurn();
      }
      return whole;
    },
  };
}

const newBlock = (bytes: number): Uint8Array<SharedArrayBuffer> =>
  new Uint8Array(new SharedArrayBuffer(Math.max(1, bytes)));
