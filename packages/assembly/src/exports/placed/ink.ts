/** Ink of a page: which of its pixels differ from their ground. */
import type { Box } from '@recto/geometry';

export interface InkSource {
  readonly width: number;
  readonly height: number;
  /** RGB, no padding. */
  readonly data: Uint8Array;
}

/** Steps of brightness (0-255) that ink differs from its ground. */
const contrast = 60;
/** Brightness is counted in so many levels. */
const levels = 16;

/** @param within whole pixels on the page @param stride pixels between samples of the ground */
export function inkOf(
  { width, data }: InkSource,
  [x0, y0, x1, y1]: Box,
  stride: number,
): (x: number, y: number) => boolean {
  const brightness = (x: number, y: number): number => {
    const at = 3 * (y * width + x);
    return ((data[at] ?? 0) + 2 * (data[at + 1] ?? 0) + (data[at + 2] ?? 0)) >> 2;
  };
  const counts = new Array<number>(levels).fill(0);
  for (let y = y0; y < y1; y += stride) {
    for (let x = x0; x < x1; x += stride) {
      const level = brightness(x, y) >> 4;
      counts[level] = (counts[level] ?? 0) + 1;
    }
  }
  // The most frequent brightness is the ground, also where print is light on dark.
  const ground = (counts.indexOf(Math.max(...counts)) + 0.5) * (256 / levels);
  return (x, y) => Math.abs(brightness(x, y) - ground) > contrast;
}
