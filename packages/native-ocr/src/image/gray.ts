/** Greyscale pixels: the one form in which this package looks at an image. */
import type { Box } from '@recto/geometry';

/** 8-bit, 0 is black, rows top to bottom, `data.length === width * height`. */
export interface Gray {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** One byte a pixel, 1 where there is ink. */
export interface Ink {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export function histogram(image: Gray): Uint32Array {
  const counts = new Uint32Array(256);
  for (const value of image.data) counts[value] = counts[value]! + 1;
  return counts;
}

/** Otsu's threshold: pixels at or below it are the dark class. 127 for an image of one tone. */
export function otsuThreshold(counts: Uint32Array): number {
  let total = 0;
  let sum = 0;
  for (let value = 0; value < 256; value++) {
    total += counts[value]!;
    sum += value * counts[value]!;
  }
  let best = 127;
  let bestSpread = 0;
  let dark = 0;
  let darkSum = 0;
  for (let value = 0; value < 255; value++) {
    dark += counts[value]!;
    darkSum += value * counts[value]!;
    const light = total - dark;
    if (dark === 0 || light === 0) continue;
    const distance = darkSum / dark - (sum - darkSum) / light;
    const spread = dark * light * distance * distance;
    if (spread > bestSpread) {
      bestSpread = spread;
      best = value;
    }
  }
  return best;
}

export function toInk(image: Gray, threshold: number): Ink {
  const data = new Uint8Array(image.data.length);
  for (let i = 0; i < data.length; i++) data[i] = image.data[i]! <= threshold ? 1 : 0;
  return { width: image.width, height: image.height, data };
}

/** Copies a part of the image; the box is clipped to it and rounded outwards. */
export function cropGray(image: Gray, box: Box): Gray {
  const x0 = Math.max(0, Math.floor(box[0]));
  const y0 = Math.max(0, Math.floor(box[1]));
  const x1 = Math.min(image.width, Math.ceil(box[2]));
  const y1 = Math.min(image.height, Math.ceil(box[3]));
  const width = Math.max(1, x1 - x0);
  const height = Math.max(1, y1 - y0);
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const start = (y0 + y) * image.width + x0;
    data.set(image.data.subarray(start, start + width), y * width);
  }
  return { width, height, data };
}
