/**
 * Pixels out of an encoded image through sharp: orientation applied, transparency on white, 8-bit sRGB.
 * Decoding runs in libvips' threads. Every sharp instance of this package is made here, under the pixel limit.
 */
import { RectoError } from '@recto/contracts';
import sharp, { type Sharp } from 'sharp';
import { abortable } from '../abortable.ts';
import type { DocumentLimits } from '../limits.ts';
import type { PageSize, Raster } from '../page.ts';
import type { RasterBuffers } from '../raster-buffers.ts';
import { copyBytes } from '../shared-bytes.ts';

// libvips would keep up to 50 MB of recent results; a page is decoded once.
sharp.cache(false);

export interface ImageHeader {
  /** Size as it will be rendered: orientation applied. */
  readonly size: PageSize;
  readonly pageCount: number;
}

export interface ImageSource {
  readonly bytes: Uint8Array;
  /** 0-based page of a TIFF; 0 for anything else. */
  readonly page: number;
  readonly limits: Pick<DocumentLimits, 'maxPixelsPerImage' | 'pageTimeoutMs'>;
  readonly signal: AbortSignal;
}

/** Reads no more than the header. Throws `file.broken`, `image.too_many_pixels`, the signal's reason. */
export async function readImageHeader(source: ImageSource): Promise<ImageHeader> {
  // Without libvips' own limit: ours answers with its own error code.
  const image = sharp(source.bytes, { page: source.page, limitInputPixels: false });
  const metadata = await settle(image.metadata(), source.signal);
  const { width, height } = metadata.autoOrient;
  if (!(width > 0 && height > 0)) throw new RectoError('file.broken');
  if (width * height > source.limits.maxPixelsPerImage) throw new RectoError('image.too_many_pixels');
  return { size: { width, height }, pageCount: metadata.pages ?? 1 };
}

/** Throws `file.broken`, also for a file that ends early, `page.timeout`, the signal's reason. */
export async function decodeImage(source: ImageSource, buffers: RasterBuffers): Promise<Raster> {
  const { bytes, page, limits, signal } = source;
  const image = sharp(bytes, { page, limitInputPixels: limits.maxPixelsPerImage, failOn: 'error' });
  const { data, info } = await settle(toRgb(image, limits.pageTimeoutMs), signal);
  const pixels = buffers.take(data.length);
  await copyBytes(data, pixels);
  return { width: info.width, height: info.height, data: pixels };
}

function toRgb(image: Sharp, timeoutMs: number) {
  return image
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw()
    .timeout({ seconds: Math.ceil(timeoutMs / 1000) })
    .toBuffer({ resolveWithObject: true });
}

async function settle<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return abortable(
    work.catch((cause: unknown) => {
      // libvips has no error codes; this flag is the one thing that sharp says about a timeout.
      const timedOut = cause instanceof Error && /timeout/i.test(cause.message);
      throw new RectoError(timedOut ? 'page.timeout' : 'file.broken', { cause });
    }),
    signal,
  );
}
