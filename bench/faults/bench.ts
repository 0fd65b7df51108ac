/**
 * `faults`: three replicas under a steady load while one is killed, one stalls, one answers 500, and all return. The load is one
 * that a single healthy replica can carry, so every call could have been served: each that fails was lost.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort, type RunningService, startService } from '../stack.ts';
import { atRate, callOnce, chatBodies } from '../support/chat-load.ts';
import type { Bench } from '../support/figure.ts';
import { printTable } from '../support/print-table.ts';
import { type ScriptedReplica, startScriptedReplica } from '../support/scripted-replica.ts';
import { median, quantile } from '../support/statistics.ts';

const slots = 16;
const serviceMs = () => 50 + 100 * Math.random();
/** The default for vLLM. */
const healthIntervalMs = 2_000;
/** Also how long a stalled attempt is waited for. */
const attemptMs = 1_500;
const callsPerSecond = 60;
const deadlineMs = 15_000;

interface Sample {
  readonly atMs: number;
  readonly status: number;
  readonly elapsedMs: number;
}

interface AdminReplica {
  readonly serving: boolean;
  /** Half-open gets single calls: that is not back yet. */
  readonly breaker: 'closed' | 'open' | 'half-open';
}

const servingCount = async (gateway: RunningService): Promise<number> => {
  const answer = await fetch(`${gateway.url}/admin/backends`, { headers: { authorization: 'Bearer bench' } });
  const { pools } = (await answer.json()) as { pools: { replicas: AdminReplica[] }[] };
  return pools[0]?.replicas.filter(({ serving, breaker }) => serving && breaker === 'closed').length ?? 0;
};

/** ms until so many replicas are part of the traffic. */
const untilServing = async (gateway: RunningService, count: number): Promise<number> => {
  const started = performance.now();
  while ((await servingCount(gateway)) !== count) await sleep(20);
  return performance.now() - started;
};

interface Event {
  readonly name: string;
  readonly act: (replicas: readonly ScriptedReplica[]) => Promise<void> | void;
  /** Replicas that are part of the traffic when the gateway has understood. */
  readonly serving: number;
  /** Counts for the recovery: a replica that is back shall be used within a health interval. */
  readonly isReturn: boolean;
}

const at = (replicas: readonly ScriptedReplica[], index: number): ScriptedReplica =>
  replicas[index] as ScriptedReplica;

const events: readonly Event[] = [
  { name: 'one is killed', act: (all) => at(all, 0).kill(), serving: 2, isReturn: false },
  {
    name: 'one stalls',
    act: (all) => {
      at(all, 1).mood = 'stalled';
    },
    serving: 1,
    isReturn: false,
  },
  { name: 'the killed one returns', act: (all) => at(all, 0).revive(), serving: 2, isReturn: true },
  {
    name: 'one answers 500',
    act: (all) => {
      at(all, 2).mood = 'failing';
    },
    serving: 1,
    isReturn: false,
  },
  {
    name: 'the stalled one returns',
    act: (all) => {
      at(all, 1).mood = 'well';
    },
    serving: 2,
    isReturn: true,
  },
  {
    name: 'the failing one returns',
    act: (all) => {
      at(all, 2).mood = 'well';
    },
    serving: 3,
    isReturn: true,
  },
];

export const faults: Bench = async (args) => {
  const { values } = parseArgs({ args, options: { seconds: { type: 'string', default: '60' } } });
  const totalMs = Number(values.seconds) * 1000;
  const replicas = await Promise.all([1, 2, 3].map(() => startScriptedReplica(serviceMs)));
  const port = await freePort();
  const gateway = await startService('gateway', {
    port,
    environment: {
      GATEWAY_PORT: String(port),
      GATEWAY_ADMIN_KEY: 'bench',
      LOG_LEVEL: 'fatal',
      VLM_BACKEND: 'vllm-server',
      VLM_SERVER_URL: replicas.map(({ url }) => url).join(','),
      VLM_MAX_CONCURRENCY: String(slots),
      VLM_TIMEOUT_MS: String(attemptMs),
      VLM_FIRST_BYTE_TIMEOUT_MS: String(attemptMs),
    },
  });
  try {
    const body = chatBodies(50_000);
    const headers = { 'x-request-timeout-ms': String(deadlineMs) };
    const samples: Sample[] = [];
    const began = performance.now();
    const load = atRate(callsPerSecond, totalMs, async () => {
      const atMs = performance.now() - began;
      const call = { url: `${gateway.url}/v1`, body, headers, patienceMs: 2 * deadlineMs };
      samples.push({ atMs, ...(await callOnce(call)) });
    });
    const marks: { event: Event; atMs: number; noticedMs: number }[] = [];
    const pauseMs = totalMs / (events.length + 1);
    for (const [index, event] of events.entries()) {
      await sleep(Math.max(0, (index + 1) * pauseMs - (performance.now() - began)));
      const atMs = performance.now() - began;
      await event.act(replicas);
      marks.push({ event, atMs, noticedMs: await untilServing(gateway, event.serving) });
    }
    await load;

    printTable(
      `${callsPerSecond} calls a second over ${values.seconds} s`,
      ['after', 'noticed (ms)', 'calls', 'failed', 'median (ms)', 'p99 (ms)', 'slowest (ms)'],
      [{ event: { name: 'start' }, atMs: 0, noticedMs: 0 }, ...marks].map(
        ({ event, atMs, noticedMs }, index) => {
          const until = marks[index]?.atMs ?? Number.POSITIVE_INFINITY;
          const calls = samples.filter((sample) => sample.atMs >= atMs && sample.atMs < until);
          const times = calls.map(({ elapsedMs }) => elapsedMs);
          const failed = calls.filter(({ status }) => status !== 200).length;
          return [
            event.name,
            Math.round(noticedMs),
            calls.length,
            failed,
            Math.round(median(times)),
            Math.round(quantile(times, 0.99)),
            Math.round(Math.max(...times)),
          ];
        },
      ),
    );
    const asked = replicas.reduce((sum, replica) => sum + replica.asked(), 0);
    const recoveries = marks.filter(({ event }) => event.isReturn).map(({ noticedMs }) => noticedMs);
    return [
      {
        name: 'calls lost',
        value: samples.filter(({ status }) => status !== 200).length,
        bar: { sense: 'at most', value: 0 },
        digits: 0,
      },
      {
        name: 'slowest recovery over the health interval',
        value: Math.max(...recoveries) / healthIntervalMs,
        // Probes come within a tenth of their pace, and this bench looks every 20 ms.
        bar: { sense: 'at most', value: 1.15 },
      },
      {
        name: 'extra load by retries',
        value: asked / samples.length - 1,
        bar: { sense: 'at most', value: 0.1 },
        digits: 3,
      },
    ];
  } finally {
    await gateway.stop();
    await Promise.all(replicas.map((replica) => replica.kill().catch(() => {})));
  }
};
