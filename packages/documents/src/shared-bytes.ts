/** Bytes in shared memory: one copy for the whole process, read by any worker thread. */
import { setImmediate as nextTurn } from 'node:timers/promises';

export type SharedBytes = Uint8Array<SharedArrayBuffer>;

/** 16 MiB are copied in about 3 ms; then other work gets a turn. */
const sliceBytes = 16 * 1024 * 1024;

/** The same bytes in shared memory; no copy when they already are. Never holds the event loop for long. */
export async function toSharedBytes(bytes: Uint8Array): Promise<SharedBytes> {
  if (bytes.buffer instanceof SharedArrayBuffer) return bytes as SharedBytes;
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  for (let offset = 0; offset < bytes.length; offset += sliceBytes) {
    if (offset > 0) await nextTurn();
    shared.set(bytes.subarray(offset, offset + sliceBytes), offset);
  }
  return shared;
}
