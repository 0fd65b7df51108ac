/** How long calls take, learnt from those that ended: what a newcomer has to reckon with before it is let in. */

const weight = 0.1;

export class ServiceTimes {
  private mean: number | null = null;
  private deviation = 0;

  /** ms from the grant of a place to its return. */
  observe(ms: number): void {
    if (this.mean === null) {
      this.mean = ms;
      this.deviation = ms / 4;
      return;
    }
    this.deviation += weight * (Math.abs(ms - this.mean) - this.deviation);
    this.mean += weight * (ms - this.mean);
  }

  /** ms; null before the first call has ended. */
  get meanMs(): number | null {
    return this.mean;
  }

  /** ms within which nearly every call ends; 0 before the first has. */
  get usualMs(): number {
    return this.mean === null ? 0 : this.mean + 2 * this.deviation;
  }

  /** ms until a call starts that has `ahead` others before it, with `places` at work. */
  waitMs(ahead: number, places: number): number {
    if (this.mean === null) return 0;
    return ((ahead + 1) * this.mean) / Math.max(1, places);
  }
}
