/** A replica that comes back gets its traffic by and by: its caches are cold, and so may be its kernels. */

export interface SlowStartOptions {
  /** From the first share to the whole. 0 turns it off. */
  readonly windowMs: number;
  /** Share of its traffic at the beginning. */
  readonly from: number;
}

export const slowStartDefaults: SlowStartOptions = { windowMs: 10_000, from: 0.1 };

/** @param since when it came back; null for one that never was away. @returns its share of its traffic, `from`..1 */
export function slowStartShare(
  since: number | null,
  now: number,
  { windowMs, from }: SlowStartOptions,
): number {
  if (since === null || windowMs === 0) return 1;
  return Math.min(1, Math.max(from, (now - since) / windowMs));
}
