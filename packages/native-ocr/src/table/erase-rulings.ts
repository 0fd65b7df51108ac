/** Takes rulings out of a picture before it is read: Tesseract sees them as bars, dashes and underscores. */
import type { Gray } from '../image/gray.ts';
import type { DrawnRuling, DrawnRulings } from './rulings.ts';

/** In letter heights: anything shorter may be strokes of a blurred word. Upright strokes do not run together. */
const surelyHorizontal = 16;
const surelyVertical = 5;
/** Blurred ends, and corners where two rulings meet, px. */
const overrun = 3;

export function eraseRulings(image: Gray, rulings: DrawnRulings, letterHeight: number): Gray {
  const { width, height } = image;
  const data = Uint8Array.from(image.data);
  for (const ruling of longer(rulings.horizontal, letterHeight * surelyHorizontal)) {
    const across = band(ruling, height);
    for (let x = Math.max(0, ruling.from - overrun); x < Math.min(width, ruling.to + overrun); x++) {
      fillStrip(data, { ...across, start: across.first * width + x, stride: width });
    }
  }
  for (const ruling of longer(rulings.vertical, letterHeight * surelyVertical)) {
    const across = band(ruling, width);
    for (let y = Math.max(0, ruling.from - overrun); y < Math.min(height, ruling.to + overrun); y++) {
      fillStrip(data, { ...across, start: y * width + across.first, stride: 1 });
    }
  }
  return { width, height, data };
}

const longer = (rulings: readonly DrawnRuling[], length: number): DrawnRuling[] =>
  rulings.filter(({ from, to }) => to - from >= length);

interface Across {
  /** Pixel on the ruling's near side. */
  readonly first: number;
  readonly steps: number;
  readonly touchesStart: boolean;
  readonly touchesEnd: boolean;
}

interface Strip extends Across {
  /** Index of the first pixel, and from one to the next. */
  readonly start: number;
  readonly stride: number;
}

/** The pixels across a ruling, its blurred rim and one pixel of ground on either side included. */
function band({ at, thickness }: DrawnRuling, size: number): Across {
  const reach = thickness / 2 + 2;
  const first = Math.floor(at - reach);
  const last = Math.ceil(at + reach);
  return {
    first: Math.max(0, first),
    steps: Math.min(size - 1, last) - Math.max(0, first),
    touchesStart: first <= 0,
    touchesEnd: last >= size - 1,
  };
}

/**
 * A strip across the ruling takes the darker of the two tones at its ends: a letter that touches it stays whole. At the
 * edge of the picture only the inner end is ground.
 */
function fillStrip(data: Uint8Array, strip: Strip): void {
  const { start, stride, steps, touchesStart, touchesEnd } = strip;
  const before = touchesStart ? 255 : data[start]!;
  const after = touchesEnd ? 255 : data[start + steps * stride]!;
  const tone = Math.min(before, after);
  for (let step = 0; step <= steps; step++) {
    const at = start + step * stride;
    if (data[at]! < tone) data[at] = tone;
  }
}
