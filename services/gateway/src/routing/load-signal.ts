/**
 * What else a server does. The gateway's own count is fresh and exact, but other gateways and clients may use the same server;
 * its own figure, minus ours at that moment, is what they have there. The figure fades: it is seconds old when it is used.
 */

export class LoadSignal {
  private foreign = 0;
  private at = Number.NEGATIVE_INFINITY;
  private readonly fadeMs: number;
  /** When calls that were abandoned will have run to their end. */
  private lingering: number[] = [];

  /** @param fadeMs after which a figure says nothing any more */
  constructor(fadeMs: number) {
    this.fadeMs = fadeMs;
  }

  /** @param reported requests at the server, ours among them. @param own ours when it was asked */
  observe(reported: number, own: number, now: number): void {
    this.foreign = Math.max(0, reported - own);
    this.at = now;
  }

  /** A call of ours that was abandoned, but runs on over there. */
  linger(until: number): void {
    this.lingering.push(until);
  }

  /** Requests that we do not count as our own, as far as can still be believed. */
  correction(now: number): number {
    if (this.lingering.length > 0) this.lingering = this.lingering.filter((until) => until > now);
    const freshness = 1 - (now - this.at) / this.fadeMs;
    // A fresh figure has the lingering calls among its own.
    return Math.max(this.lingering.length, freshness <= 0 ? 0 : this.foreign * freshness);
  }
}
