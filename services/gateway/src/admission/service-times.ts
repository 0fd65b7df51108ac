/** How long calls take, learnt from those that ended: what a newcomer has to reckon with before it is let in. */

/** Of the newest call, once there are enough: the mean of some thirty, or one long table would close the door. */
const leastWeight = 0.03;

export class ServiceTimes {
  private mean: number | null = null;
  private deviation = 0;
  private count = 0;

  /** ms from the grant of a place to its return. */
  observe(ms: number): void {
    this.count += 1;
    const mean = this.mean ?? ms;
    const weight = Math.max(leastWeight, 1 / this.count);
    this.mean = mean + weight * (ms - mean);
    // The first says nothing about how far calls stray.
    const stray = this.count === 1 ? ms / 4 : Math.abs(ms - mean);
    this.deviation += weight * (stray - this.deviation);
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
