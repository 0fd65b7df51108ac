/** What the gateway knows of the picture in a call, without decoding it, and of what is asked about it. */
import type { ChatCall } from '../call/chat-call.ts';
import type { Envelope } from '../transport/envelope.ts';
import { embeddedImageSize, type ImageSize } from '../transport/image-size.ts';

/** By the envelope that they were found in: each step of each attempt asks again. */
const known = new WeakMap<Envelope, readonly ImageSize[] | null>();

/** Sizes of all images; null where one is missing or cannot be told. */
export function imageSizes({ body, envelope }: ChatCall): readonly ImageSize[] | null {
  const before = known.get(envelope);
  if (before !== undefined) return before;
  const sizes = envelope.images.map((span) => embeddedImageSize(body, span));
  const result = sizes.length > 0 && sizes.every((size) => size !== null) ? sizes : null;
  known.set(envelope, result);
  return result;
}

/** Pixels that a row of a table takes at least: 8 points at 144 dpi. */
const rowPixels = 16;

/** Rows of a table that the picture has room for; 0 where its size cannot be told. */
export const rowsOf = (call: ChatCall): number =>
  (imageSizes(call) ?? []).reduce((sum, { height }) => sum + Math.floor(height / rowPixels), 0);
