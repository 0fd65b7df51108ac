/**
 * Why one attempt at one replica failed, and what follows from each kind: whether another attempt may help, and whether the
 * replica is to blame. The table below is the whole policy (deploy-and-backends.md C.7); nothing else decides by kind.
 */
import { RectoError } from '@recto/contracts';

export interface FailureEffect {
  /** Another attempt may succeed: the call did nothing, or doing it again does no harm. */
  readonly retry: 'yes' | 'elsewhere only' | 'no';
  /** `sure`: a run of these opens the breaker. `perhaps`: only their share of all calls does. */
  readonly blame: 'sure' | 'perhaps' | 'none';
  /** The retry costs no server any work, so it is not charged to the budget. */
  readonly free: boolean;
}

const effects = {
  /** No connection: refused, no route, no name. Nothing was sent. */
  unreachable: { retry: 'yes', blame: 'sure', free: true },
  /** Reset, cut off, or not HTTP, JSON or SSE. */
  broken: { retry: 'yes', blame: 'sure', free: false },
  /** Silent for longer than the attempt's limits allow. */
  stalled: { retry: 'yes', blame: 'sure', free: false },
  /** 5xx of a server that answers callers' mistakes with 4xx. */
  failed: { retry: 'yes', blame: 'sure', free: false },
  /** 500 of a server that says so to callers' mistakes, too: a bad image must not take the fleet down (sglang #25811). */
  suspect: { retry: 'elsewhere only', blame: 'perhaps', free: false },
  /** 429, or 503 and 408 of a full queue: back-pressure, nobody's fault. */
  overloaded: { retry: 'yes', blame: 'none', free: true },
  /** Up, but its model is not in memory yet. */
  loading: { retry: 'yes', blame: 'none', free: true },
  /** Our key or the model name is wrong there. Another replica may be set up right. */
  misconfigured: { retry: 'elsewhere only', blame: 'none', free: true },
  /** A caller's mistake. */
  refused: { retry: 'no', blame: 'none', free: false },
  /** The caller left, or its deadline passed. */
  abandoned: { retry: 'no', blame: 'none', free: false },
} as const satisfies Record<string, FailureEffect>;

export type FailureKind = keyof typeof effects;

export const effectOf = (kind: FailureKind): FailureEffect => effects[kind];

export class AttemptFailure extends Error {
  readonly kind: FailureKind;
  /** What the caller hears if this was the last attempt. */
  readonly error: RectoError;
  /** The replica's own wish, ms; null where it said nothing. */
  readonly retryAfterMs: number | null;

  constructor(kind: FailureKind, error: RectoError, retryAfterMs: number | null = null) {
    super(`attempt ${kind}: ${error.message}`, { cause: error.cause ?? error });
    this.name = 'AttemptFailure';
    this.kind = kind;
    this.error = error;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Anything that an attempt can throw, as a failure: its own, an engine's RectoError, or a socket's error in mid-stream. */
export function asAttemptFailure(thrown: unknown, signal: AbortSignal): AttemptFailure {
  if (signal.aborted) {
    // An attempt alone was called off (its replica is gone), not the call.
    if (signal.reason instanceof AttemptFailure) return signal.reason;
    return new AttemptFailure('abandoned', asAbortReason(signal.reason));
  }
  if (thrown instanceof AttemptFailure) return thrown;
  if (thrown instanceof RectoError)
    return new AttemptFailure(thrown.status < 500 ? 'refused' : 'failed', thrown);
  return new AttemptFailure('broken', new RectoError('vlm.failed', { cause: thrown }));
}

const asAbortReason = (reason: unknown): RectoError =>
  reason instanceof RectoError ? reason : new RectoError('request.aborted', { cause: reason });
