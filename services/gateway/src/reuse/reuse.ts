/** Not asking twice, as configured: calls in flight are shared, and answers kept where there is a store. */
import type { Metrics } from '@recto/service-kit';
import type { ChatCall, ChatStep } from '../call/chat-call.ts';
import type { AnswerStore } from './answer-store.ts';
import { cacheAnswers } from './cache-answers.ts';
import { shareInFlight } from './share-in-flight.ts';

export interface ReuseOptions {
  readonly singleFlight: boolean;
  readonly store: AnswerStore | null;
  /** Whether one caller may get what another asked for. */
  readonly acrossCallers: boolean;
  readonly metrics: Metrics;
}

/**
 * By default a caller shares with itself alone: an answer that comes at once would tell that someone else has sent the very same
 * document.
 */
export function reuse({ singleFlight, store, acrossCallers, metrics }: ReuseOptions): ChatStep {
  const calls = metrics.counter(
    'recto_gateway_reuse_total',
    'Calls that shared another in flight, were answered from the cache, or were not found there',
    ['outcome'],
  );
  const count = (outcome: 'shared' | 'hit' | 'miss') => () => calls.inc({ outcome });
  const scopeOf = (call: ChatCall) => (acrossCallers ? '' : call.caller);
  const passOn: ChatStep = (next) => next;
  const share = singleFlight ? shareInFlight({ scopeOf, onShared: count('shared') }) : passOn;
  const cache =
    store === null ? passOn : cacheAnswers({ store, scopeOf, onHit: count('hit'), onMiss: count('miss') });
  return (next) => share(cache(next));
}
