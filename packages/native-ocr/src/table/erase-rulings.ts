/** Takes rulings out of a picture before it is read: Tesseract sees them as bars, dashes and underscores. */
import type { Gray } from '../image/gray.ts';
import type { DrawnRuling, DrawnRulings } from './rulings.ts';

/** In letter heights: anything shorter may be strokes of a blurred word. Upright strokes do not run together. */
const surelyHorizontal = 16;
const surelyVertical = 5;

export function eraseRulings(image: Gray, rulings: DrawnRulings, letterHeight: number): Gray {
  const { width, height } = image;
  const data = Uint8Array.from(image.data);
  for (const ruling of longer(rulings.horizontal, letterHeight * surelyHorizontal)) {
    const { first, last } = band(ruling, height);
    for (let x = ruling.from; x < ruling.to; x++) fillStrip(data, first * width + x, width, last - first);
  }
  for (const ruling of longer(rulings.vertical, letterHeight * surelyVertical)) {
    const { first, last } = band(ruling, width);
    for (let y = ruling.from; y < ruling.to; y++) fillStrip(data, y * width + first, 1, last - first);
  }
  return { width, height, data };
}

const longer = (rulings: readonly DrawnRuling[], length: number): DrawnRuling[] =>
  rulings.filter(({ from, to }) => to - from >= length);

/** First and last pixel across the ruling, blurred rim and one pixel of ground on either side included. */
function band({ at, thickness }: DrawnRuling, size: number): { first: number; last: number } {
  const reach = thickness / 2 + 2;
  return { first: Math.max(0, Math.floor(at - reach)), last: Math.min(size - 1, Math.ceil(at + reach)) };
}

/** A strip across the ruling takes the darker of the two tones at its ends: a letter that touches it stays whole. */
function fillStrip(data: Uint8Array, start: number, stride: number, steps: number): void {
  const tone = Math.min(data[start]!, data[start + steps * stride]!);
  for (let step = 0; step <= steps; step++) {
    const at = start + step * stride;
    if (data[at]! < tone) data[at] = tone;
  }
}
