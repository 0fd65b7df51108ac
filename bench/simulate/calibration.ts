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

/**
 * 2026-11-21, Node 24, two shared cores of an x86-64 server: 60 pages of the olmOCR-bench PDFs in `../shared/data` (dense articles and
 * reports, mostly), layout model `recto-layout-s`. The text of 44 of them is printed, and says how long answers are.
 */
export const calibration: Calibration = {
  costs: {
    openMs: 0.71,
    renderMs: 39.6,
    layoutMs: 113,
    cropMs: 3.72,
    assembleMs: 2.66,
    rasterBytes: 5_978_198,
  },
  contents: {
    cropsOfPage: [4, 6, 8, 11, 12, 14, 14, 14, 15, 16, 17, 18, 23, 23, 25, 26, 26, 31, 35, 41, 51],
    imageTokens: [
      144, 144, 144, 144, 144, 144, 144, 144, 144, 144, 144, 144, 144, 144, 144, 144, 144, 144, 186, 267,
      1280,
    ],
    textTokens: [2, 2, 3, 5, 6, 8, 10, 12, 15, 18, 21, 27, 35, 42, 50, 61, 80, 111, 158, 225, 653],
  },
};
