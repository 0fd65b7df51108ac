/** A crop as the bytes of an image file. */
import type { Crop, PixelBudget } from '../block.ts';
import { sharpOf } from '../prepare/raster-sharp.ts';
import type { VlmDialect } from './dialects.ts';

/** The reference's default; documents are mostly flat, so artefacts stay small. */
const jpegQuality = 75;
/** The format's own limit, px. */
const longestJpegSide = 65_500;
/** Sides that the model's patches divide evenly, px. */
const patch = 28;

interface Size {
  readonly width: number;
  readonly height: number;
}

export async function cropDataUri(crop: Crop, budget: PixelBudget, dialect: VlmDialect): Promise<string> {
  const wanted = dialect.pixels ? null : sizeWithin(crop, budget.maxPixels);
  const size = sizeOfJpeg(wanted ?? crop) ?? wanted;
  const image = size
    ? sharpOf(crop).resize(size.width, size.height, { fit: 'fill', kernel: 'cubic' })
    : sharpOf(crop);
  const bytes =
    dialect.imageFormat === 'png'
      ? await image.png().toBuffer()
      : await image.jpeg({ quality: jpegQuality }).toBuffer();
  return `data:image/${dialect.imageFormat};base64,${bytes.toString('base64')}`;
}

/** Null for a crop that a JPEG can hold; strips of hundreds of pages are longer. */
export function sizeOfJpeg({ width, height }: Size): Size | null {
  const shrink = Math.max(width, height) / longestJpegSide;
  if (shrink <= 1) return null;
  const side = (length: number) => Math.max(1, Math.floor(length / shrink));
  return { width: side(width), height: side(height) };
}

/** The size that the model's own rule would reduce a larger crop to (pipeline.md 4.5); null for one that fits. */
export function sizeWithin({ width, height }: Size, maxPixels: number): Size | null {
  if (width * height <= maxPixels) return null;
  const shrink = Math.sqrt((width * height) / maxPixels);
  const side = (length: number) => Math.max(patch, Math.floor(length / shrink / patch) * patch);
  return { width: side(width), height: side(height) };
}
