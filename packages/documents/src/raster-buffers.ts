/**
 * The memory of rasters, used again page after page. V8 does not count shared memory when it decides whether to collect
 * garbage: left to it, a process that renders page after page holds gigabytes of rasters that nobody uses.
 */
import type { SharedBytes } from './shared-bytes.ts';

export interface RasterBuffers {
  /** Memory for `byteLength` bytes; holds whatever a former page left there. */
  take(byteLength: number): SharedBytes;
  /** Gives memory back for a later `take`. What did not come from here, or came back before, is ignored. */
  give(data: SharedBytes): void;
  /** Bytes that wait for a later page: as much of each buffer as pages have filled, for the system gives no memory for the rest. */
  readonly idleBytes: number;
}

/** Memory that is kept for later pages: some forty A4 pages at 144 dpi. */
const maxIdleBytes = 256 * 1024 * 1024;

/** Sizes are rounded up to this, so that pages of nearly one size share buffers. */
const granule = 256 * 1024;

/** A buffer this many times larger than needed is left for a larger page. */
const maxWaste = 2;

export function createRasterBuffers(): RasterBuffers {
  const lent = new WeakSet<SharedArrayBuffer>();
  /** Of each buffer, the most bytes that a page has had. */
  const filled = new WeakMap<SharedArrayBuffer, number>();
  const filledBytes = (buffer: SharedArrayBuffer) => filled.get(buffer) ?? 0;
  /** Smallest first. */
  const idle: SharedArrayBuffer[] = [];
  let idleBytes = 0;

  const takeIdle = (byteLength: number): SharedArrayBuffer | undefined => {
    const at = idle.findIndex((buffer) => buffer.byteLength >= byteLength);
    const found = idle[at];
    if (!found || found.byteLength > Math.max(granule, byteLength) * maxWaste) return undefined;
    idle.splice(at, 1);
    idleBytes -= filledBytes(found);
    return found;
  };

  return {
    get idleBytes() {
      return idleBytes;
    },
    take(byteLength) {
      const rounded = Math.max(1, Math.ceil(byteLength / granule)) * granule;
      const buffer = takeIdle(byteLength) ?? new SharedArrayBuffer(rounded);
      lent.add(buffer);
      filled.set(buffer, Math.max(filledBytes(buffer), byteLength));
      return new Uint8Array(buffer, 0, byteLength);
    },
    give({ buffer }) {
      if (!lent.delete(buffer) || idleBytes + filledBytes(buffer) > maxIdleBytes) return;
      const larger = idle.findIndex((other) => other.byteLength > buffer.byteLength);
      idle.splice(larger < 0 ? idle.length : larger, 0, buffer);
      idleBytes += filledBytes(buffer);
    },
  };
}
