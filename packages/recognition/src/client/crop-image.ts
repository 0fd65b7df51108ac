/** A crop as the bytes of an image file. */
import type { Crop, PixelBudget } from '../block.ts';
import { sharpOf } from '../prepare/raster-sharp.ts';
import type { VlmDialect } from './dialects.ts';

/** The reference's default; documents are mostly flat, so artefacts stay small. */
const jpegQuality = 75;
/** Sides that the model's patches divide evenly, px. */
const patch = 28;

export async function cropDataUri(crop: Crop, budget: PixelBudget, dialect: VlmDialect): Promise<string> {
  const size = dialect.pixels ? null : sizeWithin(crop, budget.maxPixels);
  const image = size
    ? sharpOf(crop).resize(size.width, size.height, { fit: 'fill', kernel: 'cubic' })
    : sharpOf(crop);
  const bytes =
    dialect.imageFormat === 'png'
      ? await image.png().toBuffer()
      : await image.jpeg({ quality: jpegQuality }).toBuffer();
  return `data:image/${dialect.imageFormat};base64,${bytes.toString('base64')}`;
}

/** The size that the model's own rule would reduce a larger crop to (pipeline.md 4.5); null for one that fits. */
export function sizeWithin(
  { width, height }: { width: number; height: number },
  maxPixels: number,
): { width: number; height: number } | null {
  if (width * height <= maxPixels) return null;
  const shrink = Math.sqrt((width * height) / maxPixels);
  const side = (length: number) => Math.max(patch, Math.floor(length / shrink / patch) * patch);
  return { width: side(width), height: side(height) };
}
