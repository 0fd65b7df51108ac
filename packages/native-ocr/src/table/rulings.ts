/**
 * Ruling lines of a raster: thin, long, darker than what lies on either side of them, on white or shaded ground.
 * Dotted and dashed lines count, and lines that climb or fall a little.
 */
import { findComponents } from '../image/components.ts';
import type { Gray, Ink } from '../image/gray.ts';
import type { Ruling } from './shapes.ts';

/** Grey levels that a line must be darker than its surroundings. */
const leastContrast = 24;
/** Share of a run's columns that must be thin: rows through text have stems. */
const leastThin = 0.75;
/** Share of a run that must be drawn; below `solid` it is a dotted line, which must be longer. */
const leastDrawn = 0.3;
const solid = 0.8;
/** Height over width that a skewed line may gain: some 1.5 degrees. */
const steepest = 0.026;

export interface DrawnRuling extends Ruling {
  /** px, without the blurred rim. */
  readonly thickness: number;
}

export interface DrawnRulings {
  readonly horizontal: readonly DrawnRuling[];
  readonly vertical: readonly DrawnRuling[];
}

/** `letterHeight` in px sets what is thin and what is long. */
export function findRulings(image: Gray, letterHeight: number): DrawnRulings {
  return {
    horizontal: horizontalRulings(image, letterHeight),
    vertical: horizontalRulings(transpose(image), letterHeight),
  };
}

function horizontalRulings(image: Gray, letterHeight: number): DrawnRuling[] {
  const thickest = Math.min(8, Math.max(3, Math.round(letterHeight * 0.5)));
  const drawn = lineInk(image, thickest, Math.max(10, letterHeight * 2), Math.max(2, letterHeight / 2));
  const rulings = findComponents(drawn).filter(({ box, area }) => {
    const width = box[2] - box[0];
    const thickness = area / width;
    return (
      width >= Math.max(16, letterHeight * 2.5) &&
      thickness <= thickest &&
      box[3] - box[1] <= thickness + 2 + width * steepest
    );
  });
  return rulings.map(({ box, area }) => ({
    at: (box[1] + box[3]) / 2,
    from: box[0],
    to: box[2],
    thickness: area / (box[2] - box[0]),
  }));
}

/** Keeps the runs that look like a piece of a line, with their gaps filled. */
function lineInk(image: Gray, thickest: number, shortest: number, widestGap: number): Ink {
  const { width, height } = image;
  const dark = darkerThanAround(image, thickest);
  const kept = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = dark.subarray(y * width, (y + 1) * width);
    for (const [x0, x1] of runs(row, widestGap)) {
      if (x1 - x0 >= shortest && isLinePiece(image, dark, y, x0, x1, thickest, shortest)) {
        kept.fill(1, y * width + x0, y * width + x1);
      }
    }
  }
  return { width, height, data: kept };
}

/** Contrast where a pixel is darker than something within `reach` both above and below it, else 0. */
function darkerThanAround({ width, height, data }: Gray, reach: number): Uint8Array {
  const contrast = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const value = data[at]!;
      if (value > 255 - leastContrast) continue;
      let above = y - reach < 0 ? 255 : 0;
      let below = y + reach >= height ? 255 : 0;
      for (let step = 1; step <= reach; step++) {
        if (y - step >= 0) above = Math.max(above, data[at - step * width]!);
        if (y + step < height) below = Math.max(below, data[at + step * width]!);
      }
      const depth = Math.min(above, below) - value;
      if (depth >= leastContrast) contrast[at] = depth;
    }
  }
  return contrast;
}

/** Runs of non-zero values; gaps up to `widestGap` are part of a run. */
function* runs(row: Uint8Array, widestGap: number): Generator<[number, number]> {
  let start = -1;
  let end = -1;
  for (let x = 0; x < row.length; x++) {
    if (row[x] === 0) continue;
    if (start >= 0 && x - end > widestGap) {
      yield [start, end];
      start = -1;
    }
    if (start < 0) start = x;
    end = x + 1;
  }
  if (start >= 0) yield [start, end];
}

function isLinePiece(
  image: Gray,
  contrast: Uint8Array,
  y: number,
  x0: number,
  x1: number,
  thickest: number,
  shortest: number,
): boolean {
  let drawn = 0;
  let thin = 0;
  for (let x = x0; x < x1; x++) {
    const depth = contrast[y * image.width + x]!;
    if (depth === 0) continue;
    drawn++;
    if (thicknessAt(image, x, y, depth, thickest) <= thickest) thin++;
  }
  const share = drawn / (x1 - x0);
  const longEnough = share >= solid || x1 - x0 >= shortest * 3;
  return longEnough && share >= leastDrawn && thin >= drawn * leastThin;
}

/** Dark pixels above and below one another through (x, y), counted no further than just beyond `thickest`. */
function thicknessAt(
  { width, height, data }: Gray,
  x: number,
  y: number,
  depth: number,
  thickest: number,
): number {
  const limit = data[y * width + x]! + depth / 2;
  let thickness = 1;
  for (const step of [-1, 1]) {
    for (let at = y + step; at >= 0 && at < height && thickness <= thickest; at += step) {
      if (data[at * width + x]! > limit) break;
      thickness++;
    }
  }
  return thickness;
}

function transpose({ width, height, data }: Gray): Gray {
  const turned = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) turned[x * height + y] = data[y * width + x]!;
  }
  return { width: height, height: width, data: turned };
}
