import { describe, expect, it } from 'vitest';
import type { ChatHandler } from '../call/chat-call.ts';
import { callOf } from '../test-support/calls.ts';
import { cacheAnswers } from './cache-answers.ts';
import { createMemoryStore } from './memory-store.ts';

const ended = (reason: string) =>
  JSON.stringify({ choices: [{ message: { content: 'x' }, finish_reason: reason }] });

function cached(body: () => string) {
  const seen = { calls: 0, hits: 0, misses: 0 };
  const store = createMemoryStore({ maxBytes: 1e6, ttlMs: 1e6, now: () => 0 });
  const next: ChatHandler = async () => {
    seen.calls += 1;
    return { headers: { 'content-type': 'application/json' }, body: Buffer.from(body()) };
  };
  const handler = cacheAnswers({
    store,
    scopeOf: ({ caller }) => caller,
    onHit: () => {
      seen.hits += 1;
    },
    onMiss: () => {
      seen.misses += 1;
    },
  })(next);
  return { handler, seen };
}

const greedy = { model: 'm', messages: [], temperature: 0 };

describe('the cache', () => {
  it('answers what was answered before, to the same caller', async () => {
    const { handler, seen } = cached(() => ended('stop'));
    const answers = [await handler(callOf(greedy)), await handler(callOf(greedy))];
    expect(answers[1]).toEqual(answers[0]);
    await handler(callOf(greedy, { caller: 'somebody else' }));
    await handler(callOf(greedy, { priority: 'batch' }));
    expect(seen).toEqual({ calls: 2, hits: 2, misses: 2 });
  });

  it.each(['repetition', 'length', 'content_filter'])('keeps no answer that ended by %s', async (reason) => {
    const { handler, seen } = cached(() => ended(reason));
    await handler(callOf(greedy));
    await handler(callOf(greedy));
    expect(seen.calls).toBe(2);
  });

  it('keeps no failure and nothing that it does not understand', async () => {
    let body: () => string = () => {
      throw new Error('down');
    };
    const { handler, seen } = cached(() => body());
    await expect(handler(callOf(greedy))).rejects.toThrow('down');
    for (body of [() => 'nonsense', () => '{}', () => '{"choices":[]}', () => ended('stop')])
      await handler(callOf(greedy));
    await handler(callOf(greedy));
    expect(seen).toEqual({ calls: 5, hits: 1, misses: 5 });
  });

  it('is not asked about answers that chance decides, or several, or streams', async () => {
    const { handler, seen } = cached(() => ended('stop'));
    const calls = [{ temperature: 0.7 }, { temperature: undefined }, { n: 2 }, { stream: true }];
    for (const more of [...calls, ...calls]) await handler(callOf({ ...greedy, ...more }));
    expect(seen).toEqual({ calls: 8, hits: 0, misses: 0 });
  });
});
