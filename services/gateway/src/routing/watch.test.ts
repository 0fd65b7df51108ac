import { RectoError } from '@recto/contracts';
import { createLogger } from '@recto/service-kit';
import { describe, expect, it } from 'vitest';
import { fixedLimit } from '../admission/concurrency-limit.ts';
import type { Backend } from '../backends/backend.ts';
import type { HealthReading } from '../backends/backend-kind.ts';
import { AttemptFailure } from '../call/attempt-failure.ts';
import { breakerDefaults } from './breaker.ts';
import { Replica, type ReplicaHealth } from './replica.ts';
import { slowStartDefaults } from './slow-start.ts';
import type { WarmUpOptions } from './warm-up.ts';
import { watch } from './watch.ts';

type Reading = HealthReading | 'refused' | 'silent';

const failures = {
  refused: () => new AttemptFailure('unreachable', new RectoError('vlm.unreachable')),
  silent: () => new AttemptFailure('stalled', new RectoError('vlm.timeout')),
};

/** The states that a replica goes through while its probes read so, one after another; then the watch stops. */
async function statesAfter(
  readings: readonly Reading[],
  options: {
    costly?: boolean;
    warmUp?: WarmUpOptions;
    answers?: string[];
    hasOther?: boolean;
    during?: (replica: Replica, probe: number) => void;
  } = {},
): Promise<ReplicaHealth[]> {
  const states: ReplicaHealth[] = [];
  let probes = 0;
  let finish: () => void = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const backend: Backend = {
    name: 'vllm-server',
    chat: async () => {
      const content = options.answers?.shift() ?? 'hello';
      return { headers: {}, body: Buffer.from(JSON.stringify({ choices: [{ message: { content } }] })) };
    },
    models: async () => [],
    health: async () => {
      const reading = readings[probes];
      if (reading === undefined) {
        finish();
        return new Promise(() => {});
      }
      probes += 1;
      options.during?.(replica, probes);
      if (reading === 'refused' || reading === 'silent') throw failures[reading]();
      return reading;
    },
    load: async () => null,
    rules: {
      healthIntervalMs: 1,
      healthIsCostly: options.costly ?? false,
      loadIntervalMs: null,
      stopsOnDisconnect: true,
    },
    close: async () => {},
  };
  const replica = new Replica({
    id: 'r',
    backend,
    answer: backend.chat,
    weight: 1,
    limit: fixedLimit(1),
    breaker: breakerDefaults,
    slowStart: slowStartDefaults,
  });
  const watching = watch({
    replica,
    warmUp: options.warmUp ?? null,
    asksLoad: false,
    hasOther: () => options.hasOther ?? true,
    changed: () => states.push(replica.health),
    now: () => performance.now(),
    random: Math.random,
    logger: createLogger({ service: 'test', level: 'silent' }),
  });
  await finished;
  watching.stop();
  return states;
}

const warmUp: WarmUpOptions = {
  image: null,
  prompt: 'OCR:',
  expect: 'hello',
  maxTokens: 8,
  timeoutMs: 10_000,
  model: null,
};

describe('the watch over a replica', () => {
  it('believes a refused connection and a clear no at once', async () => {
    expect(await statesAfter(['ready', 'refused', 'ready', 'down', 'ready', 'loading', 'ready'])).toEqual([
      'ready',
      'down',
      'ready',
      'down',
      'ready',
      'loading',
      'ready',
    ]);
  });

  it('believes silence the second time', async () => {
    expect(await statesAfter(['ready', 'silent', 'ready', 'silent', 'silent', 'ready'])).toEqual([
      'ready',
      'down',
      'ready',
    ]);
    expect(await statesAfter(['silent'])).toEqual(['down']);
  });

  it('does not take out the last one for silence', async () => {
    expect(
      await statesAfter(['ready', 'silent', 'silent', 'silent', 'refused'], { hasOther: false }),
    ).toEqual(['ready', 'down']);
  });

  it('believes a call that succeeded more than a probe that had to wait', async () => {
    const during = (replica: Replica) => {
      replica.lastSuccessAt = Number.POSITIVE_INFINITY;
    };
    expect(await statesAfter(['ready', 'silent', 'silent', 'silent'], { during })).toEqual(['ready']);
  });

  it('asks twice before it gives up a server whose probe is work', async () => {
    expect(await statesAfter(['ready', 'loading', 'ready', 'loading', 'loading'], { costly: true })).toEqual([
      'ready',
      'loading',
    ]);
  });

  it('warms a replica up each time it comes, and keeps it out while the answer is wrong', async () => {
    const answers = ['hello', 'garbage', 'hello'];
    expect(await statesAfter(['ready', 'ready', 'refused', 'ready', 'ready'], { warmUp, answers })).toEqual([
      'warming',
      'ready',
      'down',
      'warming',
      'down',
      'warming',
      'ready',
    ]);
  });

  it('wakes one that sleeps', async () => {
    expect(await statesAfter(['asleep', 'ready', 'asleep', 'ready'])).toEqual([
      'warming',
      'ready',
      'warming',
      'ready',
    ]);
  });
});
