/**
 * The attempts of one call: find a place, ask, and where that fails and nothing was passed on yet, try again, elsewhere if
 * possible. A call that does not stream is passed on as a whole, so a cut in mid-answer is retried, too.
 */
import { finished, type Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AttemptFailure, asAttemptFailure, effectOf } from '../call/attempt-failure.ts';
import type { ChatAnswer, ChatCall, ChatHandler } from '../call/chat-call.ts';
import type { Pool } from '../routing/pool.ts';
import type { Lease, Replica } from '../routing/replica.ts';
import { type BackoffOptions, backoffMs } from './backoff.ts';
import type { RetryBudget } from './budget.ts';

export interface Route {
  readonly pool: Pool;
  readonly budget: RetryBudget;
  /** The call as this pool wants it: defaults, the name of its model. */
  readonly prepare: (call: ChatCall) => ChatCall;
  /** Nobody was there: look now. */
  readonly hurry: (replica: Replica) => void;
}

export interface AttemptEvent {
  readonly pool: string;
  readonly replica: string;
  readonly backend: string;
  readonly requestId: string;
  /** Null after a success. */
  readonly failure: AttemptFailure | null;
  /** From asking to the last byte. */
  readonly durationMs: number;
}

export interface RetryOptions {
  /** The call's pool, then its fallbacks in order. Throws RectoError backend.model_not_found. */
  readonly routesFor: (call: ChatCall) => readonly [Route, ...Route[]];
  readonly maxAttempts: number;
  readonly backoff: BackoffOptions;
  /** Longest `Retry-After` of a single replica that a call sits out here; longer ones are the caller's to wait for. */
  readonly longestRetryAfterMs: number;
  readonly now: () => number;
  readonly random: () => number;
  readonly onAttempt: (event: AttemptEvent) => void;
  readonly onRetry: (pool: string, kind: AttemptFailure['kind']) => void;
}

/** Throws RectoError: of the pool where there is no place, or of the last attempt. */
export const withRetries = (options: RetryOptions): ChatHandler => {
  const { now, random } = options;

  const ask = async (call: ChatCall, route: Route, lease: Lease): Promise<ChatAnswer> => {
    const started = now();
    const { replica } = lease;
    const end = (failure: AttemptFailure | null, firstByteMs: number) => {
      lease.end(failure === null ? { ok: true, firstByteMs } : { ok: false, failure });
      if (failure?.kind === 'unreachable' || failure?.kind === 'broken') route.hurry(replica);
      options.onAttempt({
        pool: route.pool.name,
        replica: replica.id,
        backend: replica.backend.name,
        requestId: call.requestId,
        failure,
        durationMs: now() - started,
      });
    };
    const { signal, settle } = replica.attemptSignal(call.signal);
    try {
      const answer = await replica.answer({ ...route.prepare(call), signal });
      const firstByteMs = now() - started;
      const { body } = answer;
      if (Buffer.isBuffer(body)) end(null, firstByteMs);
      else {
        tie(body, call.signal);
        finished(body, { writable: false }, (error) =>
          end(error ? asAttemptFailure(error, call.signal) : null, firstByteMs),
        );
      }
      return answer;
    } catch (thrown) {
      const failure = asAttemptFailure(thrown, call.signal);
      end(failure, 0);
      throw failure;
    } finally {
      settle();
    }
  };

  const mayRetry = (failure: AttemptFailure, attempt: number, route: Route, tried: ReadonlySet<Replica>) => {
    const { retry, free } = effectOf(failure.kind);
    if (retry === 'no' || attempt >= options.maxAttempts) return false;
    const hasOther = route.pool.hasOther(tried);
    if (retry === 'elsewhere only' && !hasOther) return false;
    const isLong = (failure.retryAfterMs ?? 0) > options.longestRetryAfterMs;
    if (isLong && !hasOther) return false;
    return free || route.budget.take();
  };

  return async (call) => {
    const routes = options.routesFor(call);
    const tried = new Set<Replica>();
    for (let attempt = 1; ; attempt += 1) {
      const route = routes.find(({ pool }) => pool.reachable) ?? routes[0];
      if (attempt === 1) route.budget.deposit();
      const lease = await placeFor(call, route, tried);
      try {
        return await ask(call, route, lease);
      } catch (thrown) {
        const failure = thrown as AttemptFailure;
        tried.add(lease.replica);
        if (!mayRetry(failure, attempt, route, tried)) throw failure.error;
        options.onRetry(route.pool.name, failure.kind);
        const waitMs = backoffMs(attempt, options.backoff, random);
        // A retry that would begin after the deadline is none.
        if (now() + waitMs >= call.deadline) throw failure.error;
        await pause(waitMs, call.signal);
      }
    }
  };
};

/** Once it streams, an answer is the caller's: it ends with the call, and no longer with the replica's health. */
function tie(body: Readable, signal: AbortSignal): void {
  const leave = () => body.destroy(asAttemptFailure(null, signal));
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave, { once: true });
  body.once('close', () => signal.removeEventListener('abort', leave));
}

const placeFor = (call: ChatCall, { pool }: Route, tried: ReadonlySet<Replica>): Promise<Lease> =>
  pool.acquire(call, tried);

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
}
