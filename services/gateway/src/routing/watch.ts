/**
 * Looks after one replica: probes its health at the pace that its kind allows, warms it up before it takes traffic, and asks for
 * its load. A refused connection or a clear "no" counts at once; silence counts the second time, for a busy server is slow, and
 * never takes out the last replica: a slow one is better than none.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@recto/service-kit';
import type { HealthReading } from '../backends/backend-kind.ts';
import { asAttemptFailure } from '../call/attempt-failure.ts';
import type { Replica, ReplicaHealth } from './replica.ts';
import { type WarmUpOptions, wakeUp, warmUp } from './warm-up.ts';

export interface WatchOptions {
  readonly replica: Replica;
  /** Null where traffic itself may warm it. */
  readonly warmUp: WarmUpOptions | null;
  /** Whether load is of use: not for a pool of one. */
  readonly asksLoad: boolean;
  /** Whether others could take its traffic. */
  readonly hasOther: () => boolean;
  readonly changed: () => void;
  readonly now: () => number;
  readonly random: () => number;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
}

export interface Watch {
  /** Resolves when the first probe has come back, with or without an answer. */
  readonly first: Promise<void>;
  /** Probe now: a call has just found nobody there. */
  hurry(): void;
  stop(): void;
}

/** Silences in a row that take a replica out. */
const silencesToFall = 2;
/** However many calls fail. */
const hurryGapMs = 200;
/** So that probes of many replicas do not march in step. */
const jitter = 0.1;

export function watch(options: WatchOptions): Watch {
  const { replica, now, logger } = options;
  const stopping = new AbortController();
  const { rules } = replica.backend;
  const { healthIntervalMs: intervalMs } = rules;
  let silences = 0;
  let probedAt = Number.NEGATIVE_INFINITY;
  let wake = new AbortController();

  const become = (health: ReplicaHealth, reason?: string) => {
    if (!replica.become(health, now())) return;
    logger[health === 'down' ? 'warn' : 'info']({ replica: replica.id, health, reason }, 'replica changed');
    options.changed();
  };

  const read = async (): Promise<HealthReading | 'silent'> => {
    try {
      return await replica.backend.health(stopping.signal);
    } catch (error) {
      return asAttemptFailure(error, stopping.signal).kind === 'stalled' ? 'silent' : 'down';
    }
  };

  const enter = async (reading: 'ready' | 'asleep') => {
    if (replica.health === 'ready' && reading === 'ready') return;
    const task = options.warmUp ?? (reading === 'asleep' ? wakeUp(null) : null);
    if (task !== null) {
      become('warming');
      try {
        await warmUp(replica.backend.chat, task, stopping.signal);
      } catch (error) {
        return become('down', `warm-up: ${asAttemptFailure(error, stopping.signal).error.message}`);
      }
    }
    become('ready');
  };

  const probe = async () => {
    const began = now();
    const isProven = rules.healthIsCostly && began - replica.lastSuccessAt < intervalMs;
    if (isProven && replica.health === 'ready') return;
    probedAt = began;
    const reading = await read();
    if (stopping.signal.aborted) return;
    const isPatient = reading === 'silent' || (reading !== 'ready' && rules.healthIsCostly);
    // A call that succeeded meanwhile is a better proof than a probe that had to wait.
    silences = isPatient && replica.lastSuccessAt < began ? silences + 1 : 0;
    if (reading === 'ready' || reading === 'asleep') await enter(reading);
    else if (isPatient && replica.health === 'ready' && !(silences >= silencesToFall && options.hasOther()))
      return;
    else become(reading === 'loading' ? 'loading' : 'down', reading);
  };

  /** Probes begin at their pace, however long each takes. */
  const pause = async (sinceStartMs: number) => {
    const ms = intervalMs * (1 + jitter * (2 * options.random() - 1)) - sinceStartMs;
    const signal = AbortSignal.any([stopping.signal, wake.signal]);
    await sleep(Math.max(0, ms), undefined, { signal }).catch(() => {});
    if (wake.signal.aborted) wake = new AbortController();
  };

  const healthLoop = async (first: () => void) => {
    while (!stopping.signal.aborted) {
      const began = now();
      await probe();
      first();
      await pause(now() - began);
    }
  };

  const askLoad = async () => {
    const own = replica.outstanding;
    const reported = await replica.backend.load(stopping.signal).catch(() => null);
    if (reported !== null) replica.load.observe(reported, own, now());
  };

  const loadLoop = async (everyMs: number) => {
    while (!stopping.signal.aborted) {
      if (replica.health === 'ready') await askLoad();
      await sleep(everyMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };

  const first = new Promise<void>((resolve) => {
    void healthLoop(resolve);
  });
  const { loadIntervalMs } = rules;
  if (options.asksLoad && loadIntervalMs !== null) void first.then(() => loadLoop(loadIntervalMs));
  return {
    first,
    hurry: () => {
      if (now() - probedAt >= hurryGapMs) wake.abort();
    },
    stop: () => stopping.abort(),
  };
}
