/**
 * The memory of request bodies, given back as soon as nobody needs it. Left to the garbage collector, a second's bodies would be
 * hundreds of megabytes, and what it does to find them more work than all else: memory outside V8's heap makes it look for garbage every
 * 64 MB (measured with bodies of 2 MB: two fifths of the processor's time).
 *
 * Who needs a body beyond the step that it was handed to holds it: the caller's response, a call shared by several callers, and above
 * all a socket that writes it, for the kernel reads that memory without asking V8. What nobody ever held is the collector's, as always.
 */

/** How many hold the memory of a body; others' memory is none of ours. */
const holds = new WeakMap<ArrayBufferLike, number>();

/** Memory for one body, of its own. The bytes in it are arbitrary: whoever fills it vouches for all of them. */
export function bodyOf(length: number): Buffer {
  const body = Buffer.allocUnsafeSlow(length);
  holds.set(body.buffer, 0);
  return body;
}

/** Keeps the memory of the body that these are pieces of until the returned function is called. With its last holder it goes. */
export function hold(pieces: readonly Buffer[]): () => void {
  let held = pieces.find(({ buffer }) => holds.has(buffer))?.buffer ?? null;
  if (held !== null) count(held, 1);
  return () => {
    if (held !== null && count(held, -1) === 0) free(held);
    held = null;
  };
}

function count(buffer: ArrayBufferLike, change: 1 | -1): number {
  const left = (holds.get(buffer) ?? 0) + change;
  holds.set(buffer, left);
  return left;
}

/** For memory that nobody reads any more: what still refers to it is empty from now on. */
export function free(buffer: ArrayBufferLike): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
