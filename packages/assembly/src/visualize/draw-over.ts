/** A page with shapes drawn over it; all pixels are worked on off the event loop. */
import type { Raster } from '@recto/documents';
import type { Crop } from '@recto/recognition';
import sharp from 'sharp';

/** Larger pages are drawn smaller: the overlay alone takes four bytes a pixel. */
const maxPixels = 16_000_000;

/**
 * The same size as the page up to 16 megapixels, smaller beyond; the page itself stays as it is.
 * @param shapes SVG elements in page pixels
 */
export async function drawOver(page: Raster, shapes: string): Promise<Crop> {
  const { width, height } = page;
  const scale = Math.min(1, Math.sqrt(maxPixels / (width * height)));
  const size = {
    width: Math.max(1, Math.floor(width * scale)),
    height: Math.max(1, Math.floor(height * scale)),
  };
  const base = sharp(page.data, { raw: { width, height, channels: 3 } });
  if (scale < 1) base.resize({ ...size, fit: 'fill' });
  const overlay = Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}"` +
      ` viewBox="0 0 ${width} ${height}" preserveAspectRatio="none">${shapes}</svg>`,
  );
  const { data, info } = await base
    .composite([{ input: overlay }])
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/** Share of the page's width, and bounds in px. */
export const letters = { share: 0.011, smallest: 9, largest: 40 } as const;

/** Height of letters on a page of this width, px. */
export const letterHeightOn = (pageWidth: number): number =>
  Math.min(letters.largest, Math.max(letters.smallest, letters.share * pageWidth));
