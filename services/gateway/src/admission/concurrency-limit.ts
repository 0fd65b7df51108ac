/** How many calls one replica gets at once: a number, or one that follows what the replica can take. */

export interface ConcurrencyLimit {
  readonly current: number;
  /** After each success: ms to the first byte, and how many calls ran when it started. */
  observe(sample: { readonly firstByteMs: number; readonly outstanding: number }): void;
  /** The replica said that it has too much. */
  overloaded(): void;
}

export const fixedLimit = (places: number): ConcurrencyLimit => ({
  current: places,
  observe: () => {},
  overloaded: () => {},
});

export interface AdaptiveBounds {
  readonly initial: number;
  readonly min: number;
  readonly max: number;
}

/** Latency may be this much over its long-term mean before the limit shrinks: answers differ in length. */
const tolerance = 1.5;
const smoothing = 0.2;
/** Samples to one step, so that one long table decides nothing. */
const windowSamples = 10;
/** Share of the old value that the long-term mean keeps with each window. */
const longMemory = 0.95;
const overloadFactor = 0.9;

/**
 * Follows the gradient between usual and present latency, as Netflix's concurrency-limits do (Gradient2): the limit grows by
 * about its square root while latency holds and shrinks with the ratio when it rises. The sample is the time to the first
 * byte: with a stream that is the wait for a slot over there, whatever the length of the answer.
 */
export function adaptiveLimit({ initial, min, max }: AdaptiveBounds): ConcurrencyLimit {
  let limit = initial;
  let longMs: number | null = null;
  let window = { sumMs: 0, count: 0, outstanding: 0 };

  const step = (shortMs: number, outstanding: number) => {
    longMs = longMs === null ? shortMs : longMs * longMemory + shortMs * (1 - longMemory);
    // After a long overload the mean has risen with it; it comes back quicker than it went.
    if (longMs > 2 * shortMs) longMs *= longMemory;
    // Half-empty: latency says nothing about the limit.
    if (outstanding < limit / 2) return;
    const gradient = Math.max(0.5, Math.min(1, (tolerance * longMs) / shortMs));
    const wanted = limit * gradient + Math.sqrt(limit);
    limit = clamp(limit * (1 - smoothing) + wanted * smoothing, min, max);
  };

  return {
    get current() {
      return Math.floor(limit);
    },
    observe: ({ firstByteMs, outstanding }) => {
      window.sumMs += firstByteMs;
      window.count += 1;
      window.outstanding = Math.max(window.outstanding, outstanding);
      if (window.count < windowSamples) return;
      step(window.sumMs / window.count, window.outstanding);
      window = { sumMs: 0, count: 0, outstanding: 0 };
    },
    overloaded: () => {
      limit = clamp(limit * overloadFactor, min, max);
    },
  };
}

const clamp = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value));
