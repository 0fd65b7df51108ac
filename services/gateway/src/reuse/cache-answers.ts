/**
 * Answers from a store what has been answered before. Kept is only what would come out the same again: asked for without chance, and
 * ended by the model itself. Never a failure, a loop, or an answer that was cut at its length.
 */
import { type ChatCall, type ChatStep, parameter, wantsStream } from '../call/chat-call.ts';
import type { AnswerStore } from './answer-store.ts';
import { digest } from './question.ts';

export interface CacheOptions {
  readonly store: AnswerStore;
  /** Calls of different scopes do not see each other's answers. */
  readonly scopeOf: (call: ChatCall) => string;
  readonly onHit: () => void;
  readonly onMiss: () => void;
}

const longestAnswerBytes = 1024 * 1024;
const headers = { 'content-type': 'application/json' };

export const cacheAnswers =
  ({ store, scopeOf, onHit, onMiss }: CacheOptions): ChatStep =>
  (next) =>
  async (call) => {
    if (!isRepeatable(call)) return next(call);
    const key = digest(call, scopeOf(call));
    const known = await store.get(key);
    if (known !== null) {
      onHit();
      return { headers, body: known };
    }
    onMiss();
    const answer = await next(call);
    // Not awaited: nobody has to wait until it is kept.
    if (Buffer.isBuffer(answer.body) && isComplete(answer.body)) void store.set(key, answer.body);
    return answer;
  };

/** A greedy choice of one answer. A call that says nothing of temperature gets the server's, which is anything. */
function isRepeatable(call: ChatCall): boolean {
  const isGreedy = parameter(call, 'temperature') === 0 || parameter(call, 'top_p') === 0;
  return isGreedy && (parameter(call, 'n') ?? 1) === 1 && !wantsStream(call);
}

function isComplete(body: Buffer): boolean {
  if (body.length > longestAnswerBytes) return false;
  try {
    const { choices } = JSON.parse(body.toString('utf8')) as { choices?: { finish_reason?: unknown }[] };
    return (
      Array.isArray(choices) &&
      choices.length > 0 &&
      choices.every((choice) => choice.finish_reason === 'stop')
    );
  } catch {
    return false;
  }
}
