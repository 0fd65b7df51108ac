/** Lines of print within a block, by their ink: where text stands that a reader gave without places. */
import type { Box } from '@recto/geometry';

export interface InkSource {
  readonly width: number;
  readonly height: number;
  /** RGB, no padding. */
  readonly data: Uint8Array;
}

/** Steps of brightness (0-255) that ink differs from its ground. */
const contrast = 60;
/** Every so many pixels across are looked at: finer than strokes of print. */
const stride = 2;
/** Pixels. Smaller bands are dots of letters or dust. */
const lowestLine = 5;
/** Rows without ink within a letter (the dot of an i), as a share of the line below. */
const gapInLine = 0.2;

/** From top to bottom, each as wide as its ink; empty where no line can be told. */
export function inkLines({ width, height, data }: InkSource, box: Box): Box[] {
  const [x0, y0] = [Math.max(0, Math.floor(box[0])), Math.max(0, Math.floor(box[1]))];
  const [x1, y1] = [Math.min(width, Math.ceil(box[2])), Math.min(height, Math.ceil(box[3]))];
  if (x1 - x0 < lowestLine || y1 - y0 < lowestLine) return [];
  const brightness = (x: number, y: number): number => {
    const at = 3 * (y * width + x);
    return ((data[at] ?? 0) + 2 * (data[at + 1] ?? 0) + (data[at + 2] ?? 0)) >> 2;
  };
  const ground = groundOf(brightness, [x0, y0, x1, y1]);
  const rows = inkRows((x, y) => Math.abs(brightness(x, y) - ground) > contrast, [x0, y0, x1, y1]);
  return withoutDust(bandsOf(rows, y0));
}

/** The most frequent brightness, in steps of 16. */
function groundOf(brightness: (x: number, y: number) => number, [x0, y0, x1, y1]: Box): number {
  const counts = new Array<number>(16).fill(0);
  for (let y = y0; y < y1; y += 2 * stride) {
    for (let x = x0; x < x1; x += 2 * stride) {
      const step = brightness(x, y) >> 4;
      counts[step] = (counts[step] ?? 0) + 1;
    }
  }
  return counts.indexOf(Math.max(...counts)) * 16 + 8;
}

/** First and last column with ink; null for a row without. */
type InkRow = readonly [number, number] | null;

function inkRows(isInk: (x: number, y: number) => boolean, [x0, y0, x1, y1]: Box): InkRow[] {
  return Array.from({ length: y1 - y0 }, (_, row) => {
    const y = y0 + row;
    let first = x0;
    while (first < x1 && !isInk(first, y)) first += stride;
    if (first >= x1) return null;
    let last = x1 - 1;
    while (last > first && !isInk(last, y)) last -= stride;
    return [first, last + 1];
  });
}

function bandsOf(rows: readonly InkRow[], top: number): Box[] {
  const bands: Box[] = [];
  let open: [number, number, number, number] | null = null;
  rows.forEach((row, i) => {
    if (row === null) {
      open = null;
      return;
    }
    if (open === null) {
      open = [row[0], top + i, row[1], top + i + 1];
      bands.push(open);
      return;
    }
    open[0] = Math.min(open[0], row[0]);
    open[2] = Math.max(open[2], row[1]);
    open[3] = top + i + 1;
  });
  return bands;
}

/** Bands too low for print join the next one when they stand close above it. */
function withoutDust(bands: readonly Box[]): Box[] {
  const lines: Box[] = [];
  bands.forEach((band, i) => {
    const previous = bands[i - 1];
    const last = lines.at(-1);
    const height = band[3] - band[1];
    const dotAbove =
      previous && previous[3] - previous[1] < lowestLine && band[1] - previous[3] <= gapInLine * height + 1;
    if (height < lowestLine) return;
    const top = dotAbove ? previous[1] : band[1];
    if (last && top < last[3]) return;
    lines.push([band[0], top, band[2], band[3]]);
  });
  return lines;
}
