/**
 * What else a server does. The gateway's own count is fresh and exact, but other gateways and clients may use the same server;
 * its own figure, minus ours at that moment, is what they have there. The figure fades: it is seconds old when it is used.
 */

export class LoadSignal {
  private foreign = 0;
  private at = Number.NEGATIVE_INFINITY;
  private readonly fadeMs: number;

  /** @param fadeMs after which a figure says nothing any more */
  constructor(fadeMs: number) {
    this.fadeMs = fadeMs;
  }

  /** @param reported requests at the server, ours among them. @param own ours when it was asked */
  observe(reported: number, own: number, now: number): void {
    this.foreign = Math.max(0, reported - own);
    this.at = now;
  }

  /** Requests of others, as far as can still be believed. */
  correction(now: number): number {
    const freshness = 1 - (now - this.at) / this.fadeMs;
    return freshness <= 0 ? 0 : this.foreign * freshness;
  }
}
