/** Page raster -> input of the orientation network (pipeline.md 8): short side to 256, centre crop 224, ImageNet statistics. */
import type { Raster } from '@recto/documents';
import { type Box, boxHeight, boxWidth } from '@recto/geometry';

export const orientationInputSize = 224;
const shortSide = 256;
const mean = [0.485, 0.456, 0.406] as const;
const deviation = [0.229, 0.224, 0.225] as const;

interface Tap {
  /** Two neighbouring source positions and the share of the second. */
  readonly low: number;
  readonly high: number;
  readonly share: number;
}

/** Bilinear taps for `count` outputs from `offset` of an axis resized from `source` to `target`; half-pixel centres. */
function taps(source: number, target: number, offset: number, count: number): Tap[] {
  return Array.from({ length: count }, (_, i) => {
    const center = Math.min(Math.max(((offset + i + 0.5) * source) / target - 0.5, 0), source - 1);
    const low = Math.floor(center);
    return { low, high: Math.min(low + 1, source - 1), share: center - low };
  });
}

/**
 * Planes R, G, B of 224² normalised values of the part of the page in `box` (whole pixels, all of them on the page). Only the
 * pixels under the crop are computed.
 */
export function orientationInput({ width: pageWidth, data }: Raster, box: Box): Float32Array {
  const [width, height] = [boxWidth(box), boxHeight(box)];
  const scale = shortSide / Math.min(width, height);
  const size = orientationInputSize;
  const resizedWidth = Math.round(width * scale);
  const resizedHeight = Math.round(height * scale);
  const columns = taps(width, resizedWidth, Math.floor((resizedWidth - size) / 2), size);
  const rows = taps(height, resizedHeight, Math.floor((resizedHeight - size) / 2), size);
  const planes = new Float32Array(3 * size * size);
  for (let c = 0; c < 3; c++) {
    let at = c * size * size;
    for (const row of rows) {
      const upper = (box[1] + row.low) * pageWidth + box[0];
      const lower = (box[1] + row.high) * pageWidth + box[0];
      for (const { low, high, share } of columns) {
        const top = data[(upper + low) * 3 + c]! * (1 - share) + data[(upper + high) * 3 + c]! * share;
        const bottom = data[(lower + low) * 3 + c]! * (1 - share) + data[(lower + high) * 3 + c]! * share;
        const value = Math.round(top * (1 - row.share) + bottom * row.share);
        planes[at++] = (value / 255 - mean[c]!) / deviation[c]!;
      }
    }
  }
  return planes;
}
