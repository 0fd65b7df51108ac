import { RectoError } from '@recto/contracts';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fixedLimit } from '../admission/concurrency-limit.ts';
import { queueBounds } from '../admission/fair-queue.ts';
import type { Backend } from '../backends/backend.ts';
import { AttemptFailure } from '../call/attempt-failure.ts';
import type { ChatCall, Priority } from '../call/chat-call.ts';
import { Body } from '../transport/body.ts';
import { breakerDefaults } from './breaker.ts';
import { Pool } from './pool.ts';
import { type Lease, Replica } from './replica.ts';
import { slowStartDefaults } from './slow-start.ts';

const backend: Backend = {
  name: 'vllm-server',
  chat: async () => ({ headers: {}, body: Buffer.from('{}') }),
  models: async () => [],
  health: async () => 'ready',
  load: async () => null,
  rules: { healthIntervalMs: 1000, healthIsCostly: false, loadIntervalMs: 1000, stopsOnDisconnect: false },
  close: async () => {},
};

const now = () => performance.now();
const nobody: ReadonlySet<Replica> = new Set();

const replicaOf = (places: number, id = 'r') => {
  const replica = new Replica({
    id,
    backend,
    answer: backend.chat,
    weight: 1,
    limit: fixedLimit(places),
    breaker: breakerDefaults,
    slowStart: slowStartDefaults,
  });
  replica.become('ready', now());
  return replica;
};

const poolOf = (replicas: Replica[], options: { maxEntries?: number; outageMs?: number } = {}) =>
  new Pool({
    name: 'm',
    replicas,
    bounds: queueBounds({ maxEntries: options.maxEntries ?? 100, maxBytes: 1e6 }),
    outageMs: options.outageMs ?? 5000,
    now,
    random: Math.random,
  });

const callOf = (more: Partial<ChatCall> = {}): ChatCall => ({
  body: Body.of('{}'),
  envelope: { head: {}, members: [], images: [] },
  changes: {},
  requestId: 'x',
  caller: 'a',
  priority: 'interactive',
  deadline: Number.POSITIVE_INFINITY,
  signal: new AbortController().signal,
  ...more,
});

const ok = { ok: true, firstByteMs: 10 } as const;
const failed = (kind: AttemptFailure['kind'], retryAfterMs: number | null = null) =>
  ({ ok: false, failure: new AttemptFailure(kind, new RectoError('vlm.failed'), retryAfterMs) }) as const;
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'granted',
    (error: RectoError) => error.code,
  );

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a pool', () => {
  it('gives places, lets the rest wait, and refuses beyond the queue', async () => {
    const pool = poolOf([replicaOf(1)], { maxEntries: 1 });
    const first = await pool.acquire(callOf(), nobody);
    const second = pool.acquire(callOf(), nobody);
    await expect(pool.acquire(callOf(), nobody)).rejects.toMatchObject({
      code: 'server.busy',
      retryAfterSeconds: 1,
    });
    expect([pool.outstanding, pool.waiting('interactive')]).toEqual([1, 1]);
    first.end(ok);
    first.end(ok);
    (await second).end(ok);
    expect([pool.outstanding, pool.waiting('interactive')]).toEqual([0, 0]);
  });

  it('lets a waiting caller leave', async () => {
    const pool = poolOf([replicaOf(1)]);
    const first = await pool.acquire(callOf(), nobody);
    const leaver = new AbortController();
    const left = pool.acquire(callOf({ signal: leaver.signal }), nobody);
    leaver.abort(new RectoError('request.aborted'));
    expect(await codeOf(left)).toBe('request.aborted');
    expect(pool.waiting('interactive')).toBe(0);
    first.end(ok);
    expect(pool.outstanding).toBe(0);
  });

  it('refuses at once what could not be answered in time', async () => {
    const pool = poolOf([replicaOf(1)]);
    const warm = await pool.acquire(callOf(), nobody);
    vi.advanceTimersByTime(100);
    warm.end(ok);
    const running = await pool.acquire(callOf(), nobody);
    const soon = callOf({ deadline: now() + 150 });
    await expect(pool.acquire(soon, nobody)).rejects.toMatchObject({ code: 'server.too_late', status: 503 });
    const patient = pool.acquire(callOf({ deadline: now() + 1000 }), nobody);
    running.end(ok);
    (await patient).end(ok);
    // A free place is never refused: nobody else could use it.
    (await pool.acquire(soon, nobody)).end(ok);
  });

  it('does not start what would end too late while others wait', async () => {
    const pool = poolOf([replicaOf(1)]);
    const warm = await pool.acquire(callOf(), nobody);
    vi.advanceTimersByTime(100);
    warm.end(ok);
    const running = await pool.acquire(callOf(), nobody);
    const tight = codeOf(pool.acquire(callOf({ deadline: now() + 400 }), nobody));
    const loose = pool.acquire(callOf(), nobody);
    vi.advanceTimersByTime(350);
    running.end(ok);
    expect(await tight).toBe('server.too_late');
    (await loose).end(ok);
  });

  it('rests a replica as long as it asks, without blame, and wakes by itself', async () => {
    const pool = poolOf([replicaOf(1)]);
    (await pool.acquire(callOf(), nobody)).end(failed('overloaded', 3000));
    const waiting = pool.acquire(callOf(), nobody);
    vi.advanceTimersByTime(2900);
    expect(pool.waiting('interactive')).toBe(1);
    vi.advanceTimersByTime(200);
    (await waiting).end(ok);
    expect(pool.replicas[0]?.breakerState(now())).toBe('closed');
  });

  it('waits out an open breaker and tries one call', async () => {
    const pool = poolOf([replicaOf(4)]);
    for (let i = 0; i < 5; i += 1) (await pool.acquire(callOf(), nobody)).end(failed('failed'));
    expect(pool.serving).toBe(false);
    const [trial, second] = [pool.acquire(callOf(), nobody), pool.acquire(callOf(), nobody)];
    vi.advanceTimersByTime(1001);
    const lease = await trial;
    expect(pool.waiting('interactive')).toBe(1);
    lease.end(ok);
    (await second).end(ok);
  });

  it('keeps calls through a short outage and lets them go after a long one', async () => {
    const replica = replicaOf(1);
    const pool = poolOf([replica], { outageMs: 5000 });
    replica.become('down', now());
    const saved = pool.acquire(callOf(), nobody);
    vi.advanceTimersByTime(4000);
    replica.become('ready', now());
    pool.pump();
    (await saved).end(ok);
    replica.become('down', now());
    const lost = codeOf(pool.acquire(callOf(), nobody));
    vi.advanceTimersByTime(5001);
    expect(await lost).toBe('vlm.unreachable');
    await expect(pool.acquire(callOf(), nobody)).rejects.toMatchObject({ code: 'vlm.unreachable' });
    replica.become('loading', now());
    await expect(pool.acquire(callOf(), nobody)).rejects.toMatchObject({ code: 'vlm.loading' });
  });

  it('lets retries go first, and elsewhere', async () => {
    const [sick, well] = [replicaOf(1, 'sick'), replicaOf(1, 'well')];
    const pool = poolOf([sick, well]);
    const leases = [await pool.acquire(callOf(), nobody), await pool.acquire(callOf(), nobody)];
    const waiting = pool.acquire(callOf(), nobody);
    const retry = pool.acquire(callOf(), new Set([sick]));
    leases.find(({ replica }) => replica === sick)?.end(ok);
    expect((await waiting).replica).toBe(sick);
    leases.find(({ replica }) => replica === well)?.end(ok);
    expect((await retry).replica).toBe(well);
  });

  it('lets no retry wait for a replica that hangs in its trial, or rests', async () => {
    const [sick, well] = [replicaOf(1, 'sick'), replicaOf(2, 'well')];
    const pool = poolOf([sick, well]);
    well.draining = true;
    for (let i = 0; i < 5; i += 1) (await pool.acquire(callOf(), nobody)).end(failed('failed'));
    vi.advanceTimersByTime(1_001);
    const trial = await pool.acquire(callOf(), nobody);
    expect([trial.replica, pool.reachable, pool.serving]).toEqual([sick, false, true]);
    well.draining = false;
    const retry = await pool.acquire(callOf(), new Set([well]));
    expect(retry.replica).toBe(well);
    trial.end(failed('overloaded', 9_000));
    const another = await pool.acquire(callOf(), new Set([well]));
    expect(another.replica).toBe(well);
    for (const lease of [retry, another]) lease.end(ok);
  });

  it('tries a replica that may be back with the next call', async () => {
    const [back, steady] = [replicaOf(4, 'back'), replicaOf(4, 'steady')];
    const pool = poolOf([back, steady]);
    steady.draining = true;
    for (let i = 0; i < 5; i += 1) (await pool.acquire(callOf(), nobody)).end(failed('stalled'));
    steady.draining = false;
    back.become('down', now());
    back.become('ready', now());
    expect((await pool.acquire(callOf(), nobody)).replica).toBe(back);
    expect((await pool.acquire(callOf(), nobody)).replica).toBe(steady);
  });

  it('drains without losing a call', async () => {
    const [leaving, staying] = [replicaOf(2, 'leaving'), replicaOf(1, 'staying')];
    const pool = poolOf([leaving, staying]);
    const leases = [];
    for (let i = 0; i < 3; i += 1) leases.push(await pool.acquire(callOf(), nobody));
    const waiting = pool.acquire(callOf(), nobody);
    leaving.draining = true;
    for (const lease of leases.filter(({ replica }) => replica === leaving)) lease.end(ok);
    expect(leaving.outstanding).toBe(0);
    leases.find(({ replica }) => replica === staying)?.end(ok);
    expect((await waiting).replica).toBe(staying);
  });

  it('remembers for a while what runs on at a server that does not stop', async () => {
    const replica = replicaOf(2);
    const pool = poolOf([replica]);
    const warm = await pool.acquire(callOf(), nobody);
    vi.advanceTimersByTime(1000);
    warm.end(ok);
    const left = await pool.acquire(callOf(), nobody);
    vi.advanceTimersByTime(400);
    left.end(failed('abandoned'));
    expect([replica.outstanding, replica.load.correction(now())]).toEqual([0, 1]);
    vi.advanceTimersByTime(601);
    expect(replica.load.correction(now())).toBe(0);
  });

  it('brings a returning replica back slowly, unless the others are full', async () => {
    const [back, steady] = [replicaOf(10, 'back'), replicaOf(6, 'steady')];
    const pool = poolOf([back, steady]);
    back.become('down', now());
    back.become('ready', now());
    const leases = [];
    for (let i = 0; i < 6; i += 1) leases.push(await pool.acquire(callOf(), nobody));
    expect([back.outstanding, steady.outstanding]).toEqual([0, 6]);
    for (let i = 0; i < 3; i += 1) leases.push(await pool.acquire(callOf(), nobody));
    expect([back.outstanding, steady.outstanding]).toEqual([3, 6]);
    for (const lease of leases) lease.end(ok);
    vi.advanceTimersByTime(10_000);
    for (let i = 0; i < 6; i += 1) await pool.acquire(callOf(), nobody);
    expect([back.outstanding, steady.outstanding]).toEqual([3, 3]);
  });

  it('never exceeds a limit, never idles while somebody waits, and settles every call', async () => {
    const step = fc.oneof(
      fc.record({
        ask: fc.constantFrom('a', 'b'),
        priority: fc.constantFrom<Priority>('interactive', 'batch'),
      }),
      fc.record({
        end: fc.nat(20),
        kind: fc.constantFrom('ok', 'failed', 'overloaded', 'suspect', 'refused'),
      }),
      fc.record({ leave: fc.nat(20) }),
      fc.record({ health: fc.nat(2), to: fc.constantFrom('ready', 'down', 'loading') }),
      fc.record({ pass: fc.integer({ min: 1, max: 3000 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const replicas = [replicaOf(1, '0'), replicaOf(2, '1'), replicaOf(3, '2')];
        const pool = poolOf(replicas, { maxEntries: 6, outageMs: 1000 });
        const leases: Lease[] = [];
        const callers: AbortController[] = [];
        let open = 0;
        for (const action of steps) {
          if ('ask' in action) {
            const controller = new AbortController();
            callers.push(controller);
            open += 1;
            const { ask: caller, priority } = action;
            pool
              .acquire(callOf({ caller, priority, signal: controller.signal }), nobody)
              .then(
                (lease) => leases.push(lease),
                () => {},
              )
              .finally(() => {
                open -= 1;
              });
          } else if ('end' in action) {
            const [lease] = leases.splice(action.end % Math.max(1, leases.length), 1);
            lease?.end(action.kind === 'ok' ? ok : failed(action.kind as 'failed'));
          } else if ('leave' in action) callers[action.leave]?.abort(new RectoError('request.aborted'));
          else if ('health' in action) {
            replicas[action.health]?.become(action.to as 'ready', now());
            pool.pump();
          } else vi.advanceTimersByTime(action.pass);
          await Promise.resolve();
          await Promise.resolve();
          for (const [at, replica] of replicas.entries())
            expect(replica.outstanding).toBeLessThanOrEqual(at + 1);
          const waiting = pool.waiting('interactive') + pool.waiting('batch');
          if (waiting > 0) expect(replicas.some((replica) => replica.free(now() - 1))).toBe(false);
        }
        for (const controller of callers) controller.abort(new RectoError('request.aborted'));
        for (let i = 0; i < 5; i += 1) await Promise.resolve();
        expect([open, pool.waiting('interactive') + pool.waiting('batch')]).toEqual([0, 0]);
        for (const lease of leases) lease.end(ok);
        expect(pool.outstanding).toBe(0);
        pool.close();
      }),
      { numRuns: 200 },
    );
  });
});
