/** Bytes of an untrusted picture -> greyscale pixels, or a typed error. */
import { RectoError } from '@recto/contracts';
import sharp from 'sharp';
import type { Gray } from './gray.ts';

/**
 * Throws RectoError backend.bad_image for anything but a readable PNG, JPEG, WebP, GIF, TIFF or AVIF picture, and
 * image.too_many_pixels above `maxPixels` (told from the header, before a pixel is decoded).
 */
export async function decodeImage(bytes: Uint8Array, maxPixels: number): Promise<Gray> {
  const { width, height, format } = await readHeader(bytes);
  if (!pixelFormats.has(format)) throw new RectoError('backend.bad_image');
  if (width * height > maxPixels) throw new RectoError('image.too_many_pixels');
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error' })
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data: firstChannel(data, info.channels) };
  } catch (cause) {
    throw new RectoError('backend.bad_image', { cause });
  }
}

/** Formats of pixels. libvips also draws SVG and PDF: programs, which no crop has a reason to be. */
const pixelFormats: ReadonlySet<string> = new Set(['png', 'jpeg', 'webp', 'gif', 'tiff', 'heif']);

async function readHeader(bytes: Uint8Array): Promise<{ width: number; height: number; format: string }> {
  try {
    // The limit is checked by the caller, so that it can tell "too large" from "broken".
    const { width, height, format } = await sharp(bytes, { limitInputPixels: false }).metadata();
    return { width, height, format };
  } catch (cause) {
    throw new RectoError('backend.bad_image', { cause });
  }
}

function firstChannel(data: Uint8Array, channels: number): Uint8Array {
  if (channels === 1) return data;
  const grey = new Uint8Array(data.length / channels);
  for (let i = 0; i < grey.length; i++) grey[i] = data[i * channels]!;
  return grey;
}
