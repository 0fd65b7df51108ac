/**
 * Least outstanding work by the power of two choices: two replicas at random, the less burdened takes the call. As good as
 * asking all of them, and several gateways that see the same stale figures do not all run to the same replica.
 */

export interface Candidate {
  /** Work per unit of capacity, with the call that is to be placed. Lower is better. */
  score(now: number): number;
}

/** @param random in [0, 1). Returns null for no candidates. */
export function pickOfTwo<C extends Candidate>(
  candidates: readonly C[],
  now: number,
  random: () => number,
): C | null {
  if (candidates.length <= 1) return candidates[0] ?? null;
  const first = Math.floor(random() * candidates.length);
  // Among the others, so that the two differ.
  const step = 1 + Math.floor(random() * (candidates.length - 1));
  const a = candidates[first] as C;
  const b = candidates[(first + step) % candidates.length] as C;
  return b.score(now) < a.score(now) ? b : a;
}
