/** What the gateway knows of the picture in a call, without decoding it. */
import type { ChatCall } from '../call/chat-call.ts';
import type { ImageSize } from '../transport/image-size.ts';

/** Sizes of all images; null where there is none, or one cannot be told. */
export function imageSizes({ envelope }: ChatCall): readonly ImageSize[] | null {
  const sizes = envelope.images.map(({ size }) => size);
  return sizes.length > 0 && sizes.every((size) => size !== null) ? sizes : null;
}

/** Pixels that a row of a table takes at least: 8 points at 144 dpi. */
const rowPixels = 16;

/** Rows of a table that the picture has room for; 0 where its size cannot be told. */
export const rowsOf = (call: ChatCall): number =>
  (imageSizes(call) ?? []).reduce((sum, { height }) => sum + Math.floor(height / rowPixels), 0);
