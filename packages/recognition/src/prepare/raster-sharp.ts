/** Rasters through sharp, whose work runs on threads of its own. */
import sharp, { type Sharp } from 'sharp';
import type { Crop } from '../block.ts';

export const sharpOf = ({ data, width, height }: Crop): Sharp =>
  sharp(Buffer.from(data.buffer, data.byteOffset, data.byteLength), { raw: { width, height, channels: 3 } });

/** RGB pixels of what the pipeline makes. It must end in three channels. */
export async function rasterOf(image: Sharp): Promise<Crop> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}
