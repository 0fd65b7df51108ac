/**
 * What pages cost and what is on them, as `npm run bench -- simulate --calibrate` measured it: the costs on one machine, the contents on
 * the documents of `../shared/data`. Distributions are given by their values at equal steps from the least to the most.
 */

/** At 0, 1/n … 1 of the ranks. */
export type Quantiles = readonly number[];

export interface PageCosts {
  /** ms of one core a page, but for `openMs` a document and `cropMs` a crop. */
  readonly openMs: number;
  readonly renderMs: number;
  readonly layoutMs: number;
  readonly cropMs: number;
  readonly assembleMs: number;
  /** Bytes of a rendered page. */
  readonly rasterBytes: number;
}

export interface PageContents {
  readonly cropsOfPage: Quantiles;
  /** Of a crop: tokens of its image, and of its text. */
  readonly imageTokens: Quantiles;
  readonly textTokens: Quantiles;
}

export interface Calibration {
  readonly costs: PageCosts;
  readonly contents: PageContents;
}

/** @param rank in [0, 1) */
export function atRank(quantiles: Quantiles, rank: number): number {
  const place = rank * (quantiles.length - 1);
  const [low, high] = [Math.floor(place), Math.min(quantiles.length - 1, Math.floor(place) + 1)];
  const [a, b] = [quantiles[low] as number, quantiles[high] as number];
  return a + (b - a) * (place - low);
}

export function quantilesOf(values: readonly number[], steps: number): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return Array.from(
    { length: steps + 1 },
    (_, k) => sorted[Math.round((k / steps) * (sorted.length - 1))] as number,
  );
}

/** Of a text of the prompt and its template beside the image. */
export const wordsOfPrompt = 16;

export const calibration: Calibration = {
  costs: { openMs: 2, renderMs: 60, layoutMs: 170, cropMs: 3, assembleMs: 10, rasterBytes: 5_700_000 },
  contents: {
    cropsOfPage: [2, 5, 8, 10, 12, 13, 14, 16, 18, 22, 30],
    imageTokens: [144, 144, 144, 144, 144, 144, 144, 144, 180, 310, 1280],
    textTokens: [2, 5, 9, 15, 23, 40, 66, 90, 139, 194, 600],
  },
};
