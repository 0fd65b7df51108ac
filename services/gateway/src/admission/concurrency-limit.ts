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

/** Latency may be this much over the unburdened one before the limit shrinks: answers differ in length. */
const tolerance = 1.5;
const smoothing = 0.2;
/** Samples to one step, so that one long table decides nothing. */
const windowSamples = 10;
/** Steps between two measurements of the unburdened latency. */
const stepsToMeasure = 100;
const measuringShare = 0.5;
/** Half of far too much is still too much: a measurement raises the unburdened latency by no more than this. */
const measuredRise = 1.25;
const overloadFactor = 0.9;

/**
 * Follows the gradient between the latency of an unburdened replica and the present one: the limit grows by about its square
 * root while latency holds and shrinks with the ratio when it rises (Netflix's concurrency-limits and Envoy's adaptive
 * concurrency do the same). The sample is the time to the first byte: with a stream that is the wait for a slot over there,
 * whatever the length of the answer. A mean over time would follow a slow overload up; so now and then the limit is halved
 * for a moment and the latency taken anew, which a saturated replica does not even notice.
 */
export function adaptiveLimit({ initial, min, max }: AdaptiveBounds): ConcurrencyLimit {
  let limit = initial;
  let unburdenedMs: number | null = null;
  let phase: 'steady' | 'settling' | 'measuring' = 'steady';
  let steps = 0;
  let window = { sumMs: 0, count: 0, outstanding: 0 };

  const follow = (latencyMs: number, outstanding: number) => {
    unburdenedMs = Math.min(unburdenedMs ?? latencyMs, latencyMs);
    // Half-empty: latency says nothing about the limit.
    if (outstanding < limit / 2) return;
    const gradient = clamp((tolerance * unburdenedMs) / latencyMs, 0.5, 1);
    const wanted = limit * gradient + Math.sqrt(limit);
    limit = clamp(limit * (1 - smoothing) + wanted * smoothing, min, max);
  };

  const endWindow = (latencyMs: number, outstanding: number) => {
    if (phase === 'settling') phase = 'measuring';
    else if (phase === 'measuring') {
      unburdenedMs = Math.min(latencyMs, (unburdenedMs ?? latencyMs) * measuredRise);
      phase = 'steady';
    } else {
      follow(latencyMs, outstanding);
      steps += 1;
      if (steps % stepsToMeasure === 0) phase = 'settling';
    }
  };

  return {
    get current() {
      return Math.floor(phase === 'steady' ? limit : Math.max(min, limit * measuringShare));
    },
    observe: ({ firstByteMs, outstanding }) => {
      window.sumMs += firstByteMs;
      window.count += 1;
      window.outstanding = Math.max(window.outstanding, outstanding);
      if (window.count < windowSamples) return;
      endWindow(Math.max(window.sumMs / window.count, leastMs), window.outstanding);
      window = { sumMs: 0, count: 0, outstanding: 0 };
    },
    overloaded: () => {
      limit = clamp(limit * overloadFactor, min, max);
    },
  };
}

/** A latency below the clock's grain is none to divide by. */
const leastMs = 0.1;

const clamp = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value));
