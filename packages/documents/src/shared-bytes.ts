/** Bytes in shared memory: one copy for the whole process, read by any worker thread. */
import { setImmediate as nextTurn } from 'node:timers/promises';

export type SharedBytes = Uint8Array<SharedArrayBuffer>;

/** 16 MiB are copied in about 3 ms; then other work gets a turn. */
const sliceBytes = 16 * 1024 * 1024;

/** The same bytes in shared memory; no copy when they already are. */
export async function toSharedBytes(bytes: Uint8Array): Promise<SharedBytes> {
  if (bytes.buffer instanceof SharedArrayBuffer) return bytes as SharedBytes;
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  await copyBytes(bytes, shared);
  return shared;
}

/** Copies without holding the event loop for long. */
export async function copyBytes(from: Uint8Array, to: Uint8Array): Promise<void> {
  for (let offset = 0; offset < from.length; offset += sliceBytes) {
    if (offset > 0) await nextTurn();
    to.set(from.subarray(offset, offset + sliceBytes), offset);
  }
}
