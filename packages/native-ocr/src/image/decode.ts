/** Bytes of an untrusted picture -> greyscale pixels, or a typed error. */
import { RectoError } from '@recto/contracts';
import sharp from 'sharp';
import type { Gray } from './gray.ts';

/**
 * Throws RectoError backend.bad_image for anything but a readable PNG, JPEG, WebP, GIF, TIFF or AVIF picture, and
 * image.too_many_pixels above `maxPixels` (told from the header, before a pixel is decoded).
 */
export async function decodeImage(bytes: Uint8Array, maxPixels: number): Promise<Gray> {
  const { width, height } = await readHeader(bytes);
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

async function readHeader(bytes: Uint8Array): Promise<{ width: number; height: number }> {
  try {
    // The limit is checked by the caller, so that it can tell "too large" from "broken".
    const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
    return { width, height };
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
