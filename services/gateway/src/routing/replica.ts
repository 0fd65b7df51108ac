/** One address of a pool: what runs there, whether it may get more, and what became of what it got. */
import { RectoError } from '@recto/contracts';
import type { ConcurrencyLimit } from '../admission/concurrency-limit.ts';
import type { Backend } from '../backends/backend.ts';
import { AttemptFailure, effectOf } from '../call/attempt-failure.ts';
import type { ChatHandler } from '../call/chat-call.ts';
import { Breaker, type BreakerOptions, type BreakerOutcome, type BreakerState } from './breaker.ts';
import { LoadSignal } from './load-signal.ts';
import { Slots } from './slots.ts';
import { type SlowStartOptions, slowStartShare } from './slow-start.ts';

/** `starting` until the first probe has come back; `warming` while it answers its first call. */
export type ReplicaHealth = 'starting' | 'loading' | 'warming' | 'ready' | 'down';

export interface ReplicaOptions {
  readonly id: string;
  readonly backend: Backend;
  /** The backend with the steps that see every attempt. */
  readonly answer: ChatHandler;
  readonly weight: number;
  readonly limit: ConcurrencyLimit;
  readonly breaker: BreakerOptions;
  readonly slowStart: SlowStartOptions;
}

export type Outcome =
  | { readonly ok: true; readonly firstByteMs: number }
  | { readonly ok: false; readonly failure: AttemptFailure };

/** A place at a replica. `end` exactly once, when the last byte is through or all is lost; later calls do nothing. */
export interface Lease {
  readonly replica: Replica;
  end(outcome: Outcome): void;
}

/** What an overloaded replica is left alone for where it does not say, and at most, ms. */
const restMs = { unsaid: 1_000, longest: 30_000 };
/** A load figure is used for this many of its own intervals. */
const loadFadeIntervals = 3;

export class Replica {
  readonly id: string;
  readonly backend: Backend;
  readonly answer: ChatHandler;
  readonly weight: number;
  readonly load: LoadSignal;
  /** Set by an operator: gets nothing new, what runs ends in peace. */
  draining = false;
  health: ReplicaHealth = 'starting';
  outstanding = 0;
  lastSuccessAt = Number.NEGATIVE_INFINITY;
  private readonly limit: ConcurrencyLimit;
  private readonly breaker: Breaker;
  private readonly slowStart: SlowStartOptions;
  /** Attempts that have no answer yet. */
  private readonly pending = new Slots<AbortController>();
  private restingUntil = Number.NEGATIVE_INFINITY;
  private wasReady = false;
  private returnedAt: number | null = null;

  constructor(options: ReplicaOptions) {
    this.id = options.id;
    this.backend = options.backend;
    this.answer = options.answer;
    this.weight = options.weight;
    this.limit = options.limit;
    this.breaker = new Breaker(options.breaker);
    this.slowStart = options.slowStart;
    this.load = new LoadSignal(loadFadeIntervals * (options.backend.rules.loadIntervalMs ?? 1));
  }

  /** Part of the traffic, though it may be full, or rest for a moment. */
  serving(now: number): boolean {
    return this.health === 'ready' && !this.draining && this.breaker.state(now) !== 'open';
  }

  /** Part of the traffic, and not waiting for the one call that tries whether it is back. */
  reachable(now: number): boolean {
    return this.serving(now) && this.breaker.allows(now);
  }

  /** Would take a call at once if it had a place. */
  takesCalls(now: number): boolean {
    return this.reachable(now) && !this.resting(now);
  }

  /** May take one more call now. */
  free(now: number): boolean {
    return this.takesCalls(now) && this.outstanding < this.places;
  }

  /** Calls at once. */
  get places(): number {
    return this.limit.current;
  }

  /** When something changes by the clock alone: a rest ends, or an open breaker may be tried; null for never. */
  changesAt(now: number): number | null {
    const times = [this.restingUntil, this.breaker.reopensAt ?? now].filter((time) => time > now);
    return times.length === 0 ? null : Math.min(...times);
  }

  /** A slow start holds back its share, not its places: where all others are full, a call had better go there than wait. */
  score(now: number): number {
    // The one call that tries whether it is back must not wait for a quiet moment.
    if (this.breaker.state(now) === 'half-open') return 0;
    const share = slowStartShare(this.returnedAt, now, this.slowStart);
    return (this.outstanding + 1 + this.load.correction(now)) / (this.weight * share);
  }

  breakerState(now: number): BreakerState {
    return this.breaker.state(now);
  }

  resting(now: number): boolean {
    return now < this.restingUntil;
  }

  /** A probe came back, or the warm-up. Returns whether anything changed. */
  become(health: ReplicaHealth, now: number): boolean {
    if (health === this.health) return false;
    this.health = health;
    if (health === 'down') this.callOff();
    if (health === 'ready') {
      if (this.wasReady) this.returnedAt = now;
      this.wasReady = true;
      this.breaker.retrySoon(now);
    }
    return true;
  }

  /** A signal for one attempt: it fires with the call's own, and when this replica is found gone. `settle`, once, ends the tie. */
  attemptSignal(call: AbortSignal): { readonly signal: AbortSignal; settle(): void } {
    const controller = new AbortController();
    const leave = () => controller.abort(call.reason);
    if (call.aborted) leave();
    call.addEventListener('abort', leave, { once: true });
    const place = this.pending.take(controller);
    return {
      signal: controller.signal,
      settle: () => {
        call.removeEventListener('abort', leave);
        this.pending.release(place);
      },
    };
  }

  undrain(now: number): void {
    if (this.draining) this.returnedAt = now;
    this.draining = false;
  }

  /** @param ended hears how long the place was held, ms */
  lease(clock: () => number, ended: (heldMs: number, outcome: Outcome) => void): Lease {
    const began = clock();
    const breakerPass = this.breaker.begin(began);
    const outstanding = this.outstanding + 1;
    this.outstanding = outstanding;
    let open = true;
    return {
      replica: this,
      end: (outcome) => {
        if (!open) return;
        open = false;
        this.outstanding -= 1;
        const endedAt = clock();
        const wasOpen = this.breaker.state(endedAt) !== 'closed';
        this.breaker.end(breakerPass, breakerOutcome(outcome), endedAt);
        if (wasOpen && this.breaker.state(endedAt) === 'closed') this.returnedAt = endedAt;
        if (outcome.ok) this.succeeded(outcome.firstByteMs, outstanding, endedAt);
        else this.failed(outcome.failure, endedAt);
        ended(endedAt - began, outcome);
      },
    };
  }

  /** Whoever waits for an answer from nobody had better ask another. */
  private callOff(): void {
    for (const controller of this.pending.all())
      controller.abort(new AttemptFailure('stalled', new RectoError('vlm.timeout')));
  }

  private succeeded(firstByteMs: number, outstanding: number, now: number): void {
    this.lastSuccessAt = now;
    this.limit.observe({ firstByteMs, outstanding });
  }

  private failed({ kind, retryAfterMs }: AttemptFailure, now: number): void {
    if (kind === 'overloaded') {
      this.limit.overloaded();
      this.restingUntil = now + Math.min(retryAfterMs ?? restMs.unsaid, restMs.longest);
    }
    // Its next probe says when it is back.
    if (kind === 'loading') this.become('loading', now);
  }
}

const breakerOutcome = (outcome: Outcome): BreakerOutcome => {
  if (outcome.ok) return 'success';
  const { blame } = effectOf(outcome.failure.kind);
  if (blame === 'none') return 'neutral';
  return blame === 'sure' ? 'failure' : 'perhaps';
};
