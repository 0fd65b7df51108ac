import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVirtualClock, type VirtualClock } from './clock.ts';
import { h200 } from './vlm-profiles.ts';
import { createVlmServer, type Question, type VlmProfile, type VlmServer } from './vlm-server.ts';

/** A step takes 1 ms, so times count steps. */
const counting: VlmProfile = {
  name: 'counting',
  stepMs: 1,
  sequenceMs: 0,
  cachedTokenMs: 0,
  promptTokenMs: 0,
  maxSequences: 4,
  maxBatchedTokens: 100,
  cacheTokens: 10_000,
};

const answer = (server: VlmServer, question: Question): Promise<void> =>
  new Promise((resolve) => server.ask(question, resolve));

/** ms at which each of the questions, all asked at once, was answered. */
async function answered(profile: VlmProfile, questions: readonly Question[]) {
  const clock = createVirtualClock();
  const server = createVlmServer(profile, clock);
  const times = await clock.run(
    Promise.all(questions.map((question) => answer(server, question).then(() => clock.now))),
  );
  return { times, server };
}

const ask = (promptTokens: number, outputTokens: number): Question => ({ promptTokens, outputTokens });

describe('steps', () => {
  it('write a token for each sequence, the first with the end of its prompt', async () => {
    expect((await answered(counting, [ask(10, 1)])).times).toEqual([1]);
    // The first begins alone; the others join at the next step.
    expect((await answered(counting, [ask(10, 5), ask(10, 3)])).times).toEqual([5, 4]);
  });

  it('read no more than their budget, and cut a prompt where it ends', async () => {
    expect((await answered(counting, [ask(250, 2)])).times).toEqual([4]);
    // Step 2 has one token for the writer and 99 of the prompt, and so have the next.
    expect((await answered(counting, [ask(1, 9), ask(150, 1)])).times).toEqual([9, 3]);
  });

  it('hold no more sequences than there are places, and no more tokens than the cache', async () => {
    const five = Array.from({ length: 5 }, () => ask(1, 10));
    expect((await answered(counting, five)).times).toEqual([10, 11, 11, 11, 20]);
    const small = { ...counting, cacheTokens: 25 };
    expect((await answered(small, five.slice(0, 3))).times).toEqual([10, 11, 20]);
  });

  it('take the time that the profile says', async () => {
    const profile = { ...counting, sequenceMs: 0.5, cachedTokenMs: 0.01, promptTokenMs: 0.1 };
    const { times, server } = await answered(profile, [ask(10, 3)]);
    // 1 + 10 x 0.1, then twice 1 + 0.5 with 11 and 12 tokens behind.
    expect(times[0]).toBeCloseTo(2 + 1.5 + 0.11 + 1.5 + 0.12, 6);
    expect(server.busyMs).toBeCloseTo(times[0] as number, 6);
  });
});

it('answers every question once, and writes every token', async () => {
  const questions = fc.array(
    fc.record({
      promptTokens: fc.integer({ min: 1, max: 400 }),
      outputTokens: fc.integer({ min: 1, max: 60 }),
    }),
    { minLength: 1, maxLength: 40 },
  );
  await fc.assert(
    fc.asyncProperty(
      questions,
      fc.array(fc.nat(30), { minLength: 40, maxLength: 40 }),
      async (all, waits) => {
        const clock = createVirtualClock();
        const server = createVlmServer(counting, clock);
        const counts = all.map(() => 0);
        const late = async (question: Question, i: number) => {
          await clock.sleep(waits[i] as number);
          await answer(server, question);
          counts[i] = (counts[i] as number) + 1;
        };
        await clock.run(Promise.all(all.map(late)));
        expect(counts).toEqual(all.map(() => 1));
        expect(server.tokens).toBe(all.reduce((sum, { outputTokens }) => sum + outputTokens, 0));
        expect(server.outstanding).toBe(0);
        expect(server.busyMs).toBe(server.steps);
      },
    ),
    { numRuns: 50 },
  );
});

/** Answers a second with so many callers that each ask again when answered. */
async function closedLoop(clock: VirtualClock, server: VlmServer, callers: number, question: Question) {
  const rounds = 20;
  const caller = async () => {
    for (let i = 0; i < rounds; i += 1) await answer(server, question);
  };
  await clock.run(Promise.all(Array.from({ length: callers }, caller)));
  return (1000 * rounds * callers) / clock.now;
}

it.each([
  ['pages of 640 x 360 with 512 tokens', ask(310, 512), 25.2],
  ['pages of 1920 x 1080 with 128 tokens', ask(2660, 128), 9.55],
])('is as fast as was published: %s', async (_, question, perSecond) => {
  const clock = createVirtualClock();
  const reached = await closedLoop(clock, createVlmServer(h200, clock), 32, question);
  expect(Math.abs(reached / perSecond - 1)).toBeLessThan(0.05);
});
