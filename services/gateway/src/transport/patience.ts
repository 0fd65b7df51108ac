/**
 * How long an exchange with a server may take, in all its parts. One timer that looks at the clock when it fires, so that what arrives costs
 * nothing but the time of day.
 */

export interface PatienceLimits {
  /** Until the connection stands. */
  readonly connectMs: number;
  /** From the beginning to the first byte. */
  readonly firstByteMs: number;
  /** Longest silence after it. */
  readonly idleMs: number;
  /** From the beginning to the end. */
  readonly totalMs: number;
}

export class Patience {
  private readonly limits: PatienceLimits;
  private readonly lost: (isConnected: boolean) => void;
  private readonly began = performance.now();
  private isConnected = false;
  private isHeldUp = false;
  /** When the last bytes came; null before the first. */
  private heardAt: number | null = null;
  private timer: NodeJS.Timeout;

  /** @param lost is called once, unless `end` is called before */
  constructor(limits: PatienceLimits, lost: (isConnected: boolean) => void) {
    this.limits = limits;
    this.lost = lost;
    // Never later than what is heard in the next moment would let fall due.
    const { connectMs, firstByteMs, idleMs, totalMs } = limits;
    this.timer = setTimeout(this.look, Math.min(connectMs, firstByteMs, idleMs, totalMs));
  }

  connected(): void {
    this.isConnected = true;
  }

  /** Bytes came. */
  heard(): void {
    this.heardAt = performance.now();
  }

  /** Bytes are there that their reader does not take: silence is not the server's. */
  heldUp(): void {
    this.isHeldUp = true;
  }

  /** The reader goes on. */
  goesOn(): void {
    if (this.isHeldUp) this.heard();
    this.isHeldUp = false;
  }

  end(): void {
    clearTimeout(this.timer);
  }

  private readonly look = (): void => {
    const now = performance.now();
    const due = Math.min(this.began + this.limits.totalMs, this.nextDue(now));
    if (now >= due) this.lost(this.isConnected);
    else this.timer = setTimeout(this.look, Math.ceil(Math.min(due - now, this.limits.idleMs)));
  };

  private nextDue(now: number): number {
    const { connectMs, firstByteMs, idleMs } = this.limits;
    if (this.isHeldUp) return now + idleMs;
    if (this.heardAt !== null) return this.heardAt + idleMs;
    return this.began + (this.isConnected ? firstByteMs : Math.min(connectMs, firstByteMs));
  }
}
