/** Pictures of an answer: JPEG as the reference writes it (wire.md 3.7). */
import type { Crop } from '@recto/recognition';
import sharp from 'sharp';

/** OpenCV's default. */
const answerQuality = 95;

/** @param maxSize `[width, height]`; a larger picture is scaled down to fit */
export async function encodeJpeg(
  raster: Crop,
  maxSize: readonly [number, number],
  quality = answerQuality,
): Promise<Buffer> {
  const { width, height } = raster;
  const image = sharp(raster.data, { raw: { width, height, channels: 3 } });
  const size = scaledSize(raster, maxSize);
  if (size) image.resize({ ...size, fit: 'fill', kernel: 'linear' });
  return image.jpeg({ quality }).toBuffer();
}

/** Null when the picture fits as it is. Sizes are truncated, and at least one pixel. */
export function scaledSize(
  { width, height }: { width: number; height: number },
  [maxWidth, maxHeight]: readonly [number, number],
): { width: number; height: number } | null {
  if (width <= maxWidth && height <= maxHeight) return null;
  const factor = width / height > maxWidth / maxHeight ? maxWidth / width : maxHeight / height;
  return {
    width: Math.max(1, Math.trunc(width * factor)),
    height: Math.max(1, Math.trunc(height * factor)),
  };
}
