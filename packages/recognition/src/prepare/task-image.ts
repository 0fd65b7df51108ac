/** What a crop looks like when it is sent, by task (pipeline.md 3.6). */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Crop, Task } from '../block.ts';
import { cropRaster } from './crop.ts';
import { rasterOf, sharpOf } from './raster-sharp.ts';

/** Pages with both sides shorter than this are enlarged for spotting, px. */
const spottingSide = 1500;
const darkest = 200;

export async function taskImage(crop: Crop, task: Task): Promise<Crop> {
  if (task === 'formula') return trimToInk(crop);
  if (task === 'spotting' && crop.width < spottingSide && crop.height < spottingSide) {
    return rasterOf(
      sharpOf(crop).resize(crop.width * 2, crop.height * 2, { fit: 'fill', kernel: 'lanczos3' }),
    );
  }
  return crop;
}

/** The bounding box of what is darker than 200 once grey values are stretched to 0..255; kept when both sides exceed 2 px. */
export async function trimToInk(crop: Crop): Promise<Crop> {
  const { width, height } = crop;
  const { grey, low, high } = await greyOf(crop);
  if (low === high) return crop;
  let [x0, y0, x1, y1] = [width, height, -1, -1];
  await inSlices(grey.length, (i) => {
    if (Math.trunc((((grey[i] as number) - low) / (high - low)) * 255) > darkest) return;
    const x = i % width;
    const y = (i - x) / width;
    if (x < x0) x0 = x;
    if (x > x1) x1 = x;
    if (y < y0) y0 = y;
    if (y > y1) y1 = y;
  });
  if (x1 - x0 + 1 <= 2 || y1 - y0 + 1 <= 2) return crop;
  return cropRaster(crop, [x0, y0, x1 + 1, y1 + 1]);
}

async function greyOf({ width, height, data }: Crop) {
  const grey = new Uint8Array(width * height);
  let [low, high] = [255, 0];
  await inSlices(grey.length, (i) => {
    // OpenCV's weights for RGB to grey.
    const value = Math.round(
      0.299 * (data[i * 3] as number) +
        0.587 * (data[i * 3 + 1] as number) +
        0.114 * (data[i * 3 + 2] as number),
    );
    grey[i] = value;
    if (value < low) low = value;
    if (value > high) high = value;
  });
  return { grey, low, high };
}

/** Some two milliseconds of work. */
const pixelsPerSlice = 200_000;

/** Pixel by pixel; a crop as large as a page lets the event loop breathe in between. */
async function inSlices(pixels: number, work: (pixel: number) => void): Promise<void> {
  for (let start = 0; start < pixels; start += pixelsPerSlice) {
    const end = Math.min(pixels, start + pixelsPerSlice);
    for (let i = start; i < end; i += 1) work(i);
    if (end < pixels) await nextTurn();
  }
}
