/** What the gateway knows of the picture in a call, without decoding it, and of what is asked about it. */
import type { ChatCall } from '../call/chat-call.ts';
import type { Span } from '../transport/envelope.ts';
import { type ImageSize, imageSize } from './image-size.ts';

/** Bytes of base64 that hold the size of nearly every image, and of those with a long preamble (EXIF, colour profile). */
const headBytes = [2_048, 131_072] as const;

/** Sizes of all images; null where one is missing or cannot be told. */
export function imageSizes({ body, envelope }: ChatCall): ImageSize[] | null {
  const sizes = envelope.images.map((span) => sizeAt(body, span));
  return sizes.length > 0 && sizes.every((size) => size !== null) ? sizes : null;
}

function sizeAt(body: Buffer, { start, end }: Span): ImageSize | null {
  const base64At = body.subarray(start, Math.min(end, start + 128)).indexOf(',') + 1;
  if (base64At === 0) return null;
  const from = start + base64At;
  for (const length of headBytes) {
    // Node's base64 reader skips the backslashes of `\/`.
    const head = Buffer.from(body.toString('latin1', from, Math.min(end, from + length)), 'base64');
    const size = imageSize(head);
    if (size !== null) return size;
    if (from + length >= end) break;
  }
  return null;
}

/** Pixels that a row of a table takes at least: 8 points at 144 dpi. */
const rowPixels = 16;

/** Rows of a table that the picture has room for; 0 where its size cannot be told. */
export const rowsOf = (call: ChatCall): number =>
  (imageSizes(call) ?? []).reduce((sum, { height }) => sum + Math.floor(height / rowPixels), 0);
