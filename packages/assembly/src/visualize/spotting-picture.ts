/** A page with the words that were spotted: each outlined, with its place in `rec_texts`, from 1, at its first corner (wire.md 3.7). */
import type { SpottingResult } from '@recto/contracts';
import type { Raster } from '@recto/documents';
import { type Point, strokeFontHeight, strokeTextPath, strokeTextWidth } from '@recto/geometry';
import type { Crop } from '@recto/recognition';
import { drawOver, letterHeightOn } from './draw-over.ts';

const color = '#1565c0';

/** The same size as the page up to 16 megapixels, smaller beyond. Polygons in page pixels. */
export function spottingPicture(page: Raster, { rec_polys: polygons }: SpottingResult): Promise<Crop> {
  const height = letterHeightOn(page.width);
  const outlines = polygons.map((polygon) => outline(polygon, height / 8));
  // Numbers come last: a later outline must not paint over them.
  const numbers = polygons.map(([corner], i) => (corner ? number(String(i + 1), corner, height) : ''));
  return drawOver(page, outlines.join('') + numbers.join(''));
}

const outline = (polygon: readonly Point[], strokeWidth: number): string =>
  `<polygon points="${polygon.join(' ')}" fill="${color}" fill-opacity="0.16" stroke="${color}"` +
  ` stroke-width="${strokeWidth.toFixed(2)}" stroke-linejoin="round"/>`;

/** White on a tag that ends at the corner. */
function number(text: string, [x, y]: Point, height: number): string {
  const padding = height * 0.3;
  const width = (strokeTextWidth(text) * height) / strokeFontHeight + 2 * padding;
  const [left, top] = [Math.max(0, x - width), Math.max(0, y - height / 2)];
  return (
    `<rect x="${left}" y="${top}" width="${width}" height="${height + padding}" rx="${height / 5}" fill="${color}"/>` +
    `<path d="${strokeTextPath(text, left + padding, top + padding, height)}" fill="none" stroke="white"` +
    ` stroke-width="${(height / 9).toFixed(2)}" stroke-linecap="round" stroke-linejoin="round"/>`
  );
}
