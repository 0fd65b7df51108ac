/** Rasters through sharp, whose work runs on threads of its own. */
import type { Raster } from '@recto/documents';
import sharp, { type Sharp } from 'sharp';

export const sharpOf = ({ data, width, height }: Raster): Sharp =>
  sharp(Buffer.from(data.buffer, data.byteOffset, data.byteLength), { raw: { width, height, channels: 3 } });

/** RGB pixels of what the pipeline makes, in shared memory. The pipeline must end in three channels. */
export async function rasterOf(image: Sharp): Promise<Raster> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  const shared = new Uint8Array(new SharedArrayBuffer(data.byteLength));
  shared.set(data);
  return { width: info.width, height: info.height, data: shared };
}
