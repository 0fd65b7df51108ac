/** How long to wait before the next attempt: drawn at random up to a bound that doubles, so that those who failed together do not return together. */

export interface BackoffOptions {
  readonly firstMs: number;
  readonly longestMs: number;
}

export const backoffDefaults: BackoffOptions = { firstMs: 50, longestMs: 2_000 };

/** @param attempt the one that failed, from 1. @param random in [0, 1). @returns ms */
export const backoffMs = (
  attempt: number,
  { firstMs, longestMs }: BackoffOptions,
  random: () => number,
): number => random() * Math.min(longestMs, firstMs * 2 ** (attempt - 1));
