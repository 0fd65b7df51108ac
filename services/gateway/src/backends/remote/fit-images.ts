/**
 * Brings images into a form that a server can take: within `max_pixels` where it knows no such limit, and in a format that it
 * decodes. Images that fit are never written again. Works in libuv's threads, off the event loop.
 */
import { RectoError } from '@recto/contracts';
import sharp from 'sharp';
import { AttemptFailure } from '../../call/attempt-failure.ts';
import type { ChatCall } from '../../call/chat-call.ts';
import type { Body, Span } from '../../transport/body.ts';
import type { ImageSize } from '../../transport/image-size.ts';
import type { Replacement } from '../../transport/splice.ts';
import type { ImageRules } from '../backend-kind.ts';

/** The reference's default quality for crops. */
const jpegQuality = 75;
/** Sides that the models' patches divide evenly, px. */
const patch = 28;
/** More are refused before they are decoded, px: a crop of a page at 600 dpi has 35 million. */
const decodeLimit = 200_000_000;

const dataUriHead = /^data:image\/([\w.+-]+);base64,/;

export async function fitImages(
  { body, envelope }: ChatCall,
  head: Readonly<Record<string, unknown>>,
  rules: ImageRules,
): Promise<Replacement[]> {
  const maxPixels = rules.pixelLimits === 'request' ? null : maxPixelsOf(head.mm_processor_kwargs);
  const work = envelope.images.flatMap((span) => {
    const format = formatOf(body, span);
    if (format === null) return [];
    const mustRecode = !rules.accepts.includes(format);
    if (!mustRecode && (maxPixels === null || fits(span.size, maxPixels))) return [];
    return refit(body, span, { mustRecode, maxPixels, encoding: rules.encoding });
  });
  // As good as always.
  if (work.length === 0) return [];
  return (await Promise.all(work)).filter((replacement) => replacement !== null);
}

/** What a data URI says that it holds; null where that is no image in base64. */
function formatOf(body: Body, { start, end }: Span): string | null {
  const uri = body.text('latin1', start, Math.min(end, start + 64)).replaceAll('\\', '');
  const [, subtype] = dataUriHead.exec(uri) ?? [];
  return subtype === undefined ? null : formatName(subtype);
}

const comma = 0x2c;

async function refit(body: Body, { start, end }: Span, wish: Fit): Promise<Replacement | null> {
  // Node's base64 reader skips the backslashes of `\/`.
  const base64At = body.indexOf(comma, start) + 1;
  const image = Buffer.from(body.text('latin1', base64At, end), 'base64');
  const fitted = await fit(image, wish);
  return fitted === null ? null : { start, end, bytes: dataUri(fitted, wish.encoding) };
}

/** By its first bytes; false where they do not tell. */
function fits(size: ImageSize | null, maxPixels: number): boolean {
  return size !== null && size.width * size.height <= maxPixels;
}

const formatName = (subtype: string): string =>
  subtype.toLowerCase() === 'jpg' ? 'jpeg' : subtype.toLowerCase();

const dataUri = (image: Buffer, encoding: string): Buffer =>
  Buffer.from(`data:image/${encoding};base64,${image.toString('base64')}`, 'latin1');

function maxPixelsOf(processorArguments: unknown): number | null {
  if (typeof processorArguments !== 'object' || processorArguments === null) return null;
  const limit = (processorArguments as Record<string, unknown>).max_pixels;
  return typeof limit === 'number' && limit > 0 ? limit : null;
}

interface Fit {
  readonly mustRecode: boolean;
  readonly maxPixels: number | null;
  readonly encoding: 'jpeg' | 'png';
}

async function fit(image: Buffer, wish: Fit): Promise<Buffer | null> {
  try {
    const source = sharp(image, { limitInputPixels: decodeLimit });
    const { width, height } = await source.metadata();
    const size = wish.maxPixels === null ? null : sizeWithin({ width, height }, wish.maxPixels);
    if (size === null && !wish.mustRecode) return null;
    const flat = source.flatten({ background: '#fff' });
    const sized =
      size === null ? flat : flat.resize(size.width, size.height, { fit: 'fill', kernel: 'cubic' });
    return await (wish.encoding === 'png' ? sized.png() : sized.jpeg({ quality: jpegQuality })).toBuffer();
  } catch (cause) {
    throw new AttemptFailure('refused', new RectoError('backend.bad_image', { cause }));
  }
}

/** The size that the model's own rule would reduce a larger image to (pipeline.md 4.5); null for one that fits. */
export function sizeWithin(
  { width, height }: { width: number; height: number },
  maxPixels: number,
): { width: number; height: number } | null {
  if (width * height <= maxPixels) return null;
  const shrink = Math.sqrt((width * height) / maxPixels);
  const side = (length: number) => Math.max(patch, Math.floor(length / shrink / patch) * patch);
  return { width: side(width), height: side(height) };
}
