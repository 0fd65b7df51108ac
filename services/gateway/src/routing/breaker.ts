/**
 * Takes a replica out of traffic that fails again and again, and lets single calls try it again later. Counts what is the
 * replica's fault and nothing else: 4xx, 429 and overload never open it (sglang #25811, PR #39464).
 */

export interface BreakerOptions {
  /** Sure failures in a row that open it. */
  readonly consecutive: number;
  /** Share of failures, sure or not, among at least `minCalls` within the window. */
  readonly share: number;
  readonly minCalls: number;
  readonly windowMs: number;
  /** How long it stays open at first; doubles with each failed trial, up to the longest. */
  readonly openMs: number;
  /** A trial that failed within `quickMs` cost its caller next to nothing, so it may be repeated soon. */
  readonly quickMs: number;
  readonly longestOpenMs: { readonly quick: number; readonly slow: number };
}

export const breakerDefaults: BreakerOptions = {
  consecutive: 5,
  share: 0.5,
  minCalls: 20,
  windowMs: 10_000,
  openMs: 1_000,
  quickMs: 250,
  longestOpenMs: { quick: 2_000, slow: 30_000 },
};

export type BreakerState = 'closed' | 'open' | 'half-open';
export type BreakerOutcome = 'success' | 'failure' | 'perhaps' | 'neutral';

/** Hand it back to `end`, whatever became of the call: a trial that is never ended would keep the breaker half-open. */
export interface BreakerPass {
  readonly trial: boolean;
  readonly at: number;
}

export class Breaker {
  private readonly options: BreakerOptions;
  private inARow = 0;
  private window = { since: 0, calls: 0, failures: 0 };
  private openedAt: number | null = null;
  private openForMs: number;
  private trial: BreakerPass | null = null;

  constructor(options: BreakerOptions = breakerDefaults) {
    this.options = options;
    this.openForMs = options.openMs;
  }

  state(now: number): BreakerState {
    if (this.openedAt === null) return 'closed';
    return now < this.openedAt + this.openForMs ? 'open' : 'half-open';
  }

  /** Whether a call may go through now. Half-open lets one through at a time. */
  allows(now: number): boolean {
    const state = this.state(now);
    return state === 'closed' || (state === 'half-open' && this.trial === null);
  }

  /** When an open breaker becomes half-open; null while closed. */
  get reopensAt(): number | null {
    return this.openedAt === null ? null : this.openedAt + this.openForMs;
  }

  begin(now: number): BreakerPass {
    const trial = this.state(now) === 'half-open';
    const given = { trial, at: now };
    if (trial) this.trial = given;
    return given;
  }

  end(given: BreakerPass, outcome: BreakerOutcome, now: number): void {
    if (given.trial) this.endTrial(given, outcome, now);
    // Calls from before it opened tell nothing new.
    else if (this.openedAt === null) this.endUsual(outcome, now);
  }

  /** A successful probe: the next call may try at once. */
  retrySoon(now: number): void {
    if (this.openedAt !== null) this.openedAt = Math.min(this.openedAt, now - this.openForMs);
  }

  private endTrial(given: BreakerPass, outcome: BreakerOutcome, now: number): void {
    if (this.trial !== given) return;
    this.trial = null;
    if (outcome === 'success') this.close(now);
    else if (outcome !== 'neutral') {
      const { quickMs, longestOpenMs } = this.options;
      const longest = now - given.at <= quickMs ? longestOpenMs.quick : longestOpenMs.slow;
      this.openForMs = Math.min(this.openForMs * 2, longest);
      this.openedAt = now;
    }
  }

  private endUsual(outcome: BreakerOutcome, now: number): void {
    if (outcome === 'neutral') return;
    if (now - this.window.since > this.options.windowMs) this.window = { since: now, calls: 0, failures: 0 };
    this.window.calls += 1;
    if (outcome === 'success') {
      this.inARow = 0;
      return;
    }
    this.window.failures += 1;
    if (outcome === 'failure') this.inARow += 1;
    const { consecutive, share, minCalls } = this.options;
    const { calls, failures } = this.window;
    if (this.inARow >= consecutive || (calls >= minCalls && failures / calls >= share)) this.openedAt = now;
  }

  private close(now: number): void {
    this.openedAt = null;
    this.openForMs = this.options.openMs;
    this.inARow = 0;
    this.window = { since: now, calls: 0, failures: 0 };
  }
}
