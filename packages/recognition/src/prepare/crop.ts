/** Pieces of a page as rasters of their own (pipeline.md 3.2). Plain row copies: cheap enough for the event loop. */
import { type Box, clipBox, type Point, type Polygon, polygonMask } from '@recto/geometry';
import type { Crop } from '../block.ts';

const white = 255;

/** White, of the given size in px. */
export const blankCrop = (width: number, height: number): Crop => ({
  width,
  height,
  data: new Uint8Array(width * height * 3).fill(white),
});

/** Integer slice without margin; what lies outside the polygon is white. At least one pixel each way. */
export function cropRaster(page: Crop, box: Box, polygon: Polygon | null = null): Crop {
  const [x0, y0, x1, y1] = clipBox(box, page.width, page.height).map(Math.trunc) as unknown as Box;
  const left = Math.min(x0, page.width - 1);
  const top = Math.min(y0, page.height - 1);
  const width = Math.max(1, x1 - left);
  const height = Math.max(1, y1 - top);
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row += 1) {
    const source = ((top + row) * page.width + left) * 3;
    data.set(page.data.subarray(source, source + width * 3), row * width * 3);
  }
  const crop = { width, height, data };
  if (polygon) {
    whitenOutside(
      crop,
      polygon.map(([x, y]): Point => [Math.trunc(x) - left, Math.trunc(y) - top]),
    );
  }
  return crop;
}

function whitenOutside({ width, height, data }: Crop, polygon: Polygon): void {
  const mask = polygonMask(polygon, width, height);
  for (let from = mask.indexOf(0); from >= 0; ) {
    const inside = mask.indexOf(1, from);
    const to = inside < 0 ? mask.length : inside;
    data.fill(white, from * 3, to * 3);
    from = mask.indexOf(0, to);
  }
}

/** Copies `piece` onto `target` at (x, y); it must fit. */
export function pasteRaster(target: Crop, piece: Crop, x: number, y: number): void {
  for (let row = 0; row < piece.height; row += 1) {
    const source = row * piece.width * 3;
    target.data.set(
      piece.data.subarray(source, source + piece.width * 3),
      ((y + row) * target.width + x) * 3,
    );
  }
}
