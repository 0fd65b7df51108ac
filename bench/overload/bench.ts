/** `overload`: ten times what the replica can do. Beside it, in the same run, the replica alone with as many callers as it has slots. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort, startService } from '../stack.ts';
import { atRate, type CallResult, callOnce, chatBodies, closedLoop } from '../support/chat-load.ts';
import type { Bench } from '../support/figure.ts';
import { printTable } from '../support/print-table.ts';
import { peakResidentBytes, residentBytes } from '../support/process-memory.ts';
import { mean, median, quantile } from '../support/statistics.ts';
import { startReplicaThread } from './replica-thread.ts';

const slots = 16;
/** As a crop of some lines takes; 32 calls a second in all. */
const service = { from: 250, to: 750 };
const deadlineMs = 4_000;
const overloadFactor = 10;
const referenceMs = 15_000;
const warmUpMs = 3_000;

export const overload: Bench = async (args) => {
  const { values } = parseArgs({ args, options: { seconds: { type: 'string', default: '60' } } });
  const replica = await startReplicaThread(service);
  const port = await freePort();
  const gateway = await startService('gateway', {
    port,
    environment: {
      GATEWAY_PORT: String(port),
      VLM_BACKEND: 'vllm-server',
      VLM_SERVER_URL: replica.url,
      VLM_MAX_CONCURRENCY: String(slots),
    },
  });
  try {
    const body = chatBodies(50_000);
    const patienceMs = 3 * deadlineMs;
    const gatewayCall = {
      url: `${gateway.url}/v1`,
      body,
      headers: { 'x-request-timeout-ms': String(deadlineMs) },
      patienceMs,
    };
    const alone = () => closedLoop({ url: replica.url, body, patienceMs }, slots, referenceMs);
    const before = await alone();
    // A gateway that has served before knows how long calls take.
    await closedLoop(gatewayCall, slots, warmUpMs);

    const idleBytes = await residentBytes(gateway.pid);
    const { served: servedBefore } = await replica.counts();
    const results: (CallResult & { readonly endedMs: number })[] = [];
    const started = performance.now();
    const loadMs = Number(values.seconds) * 1000;
    const load = atRate(before * overloadFactor, loadMs, async () => {
      const result = await callOnce(gatewayCall);
      results.push({ ...result, endedMs: performance.now() - started });
    });
    await sleep(loadMs);
    const { served } = await replica.counts();
    await load;
    const { mostAtOnce } = await replica.counts();
    const peakBytes = await peakResidentBytes(gateway.pid);
    const capacity = mean([before, await alone()]);

    const seconds = loadMs / 1000;
    const inTime = results.filter(({ status, elapsedMs }) => status === 200 && elapsedMs <= deadlineMs);
    const goodput = inTime.filter(({ endedMs }) => endedMs <= loadMs).length / seconds;
    const refused = results.filter(({ status }) => status === 429 || status === 503);
    const late = results.filter(
      ({ status, elapsedMs }) => status === 504 || (status === 200 && elapsedMs > deadlineMs),
    );
    const answered = inTime.length + refused.length + late.length;
    printTable(
      `${overloadFactor} times the capacity for ${seconds} s, deadline ${deadlineMs} ms`,
      ['outcome', 'calls', 'median (ms)', 'p99 (ms)', 'slowest (ms)'],
      (
        [
          ['answered in time', inTime],
          ['refused with 429 or 503', refused],
          ['answered late or 504', late],
        ] as const
      ).map(([name, calls]) => {
        const times = calls.map(({ elapsedMs }) => elapsedMs);
        return [name, calls.length, median(times), quantile(times, 0.99), Math.max(0, ...times)];
      }),
    );
    printTable(
      'the replica',
      ['', 'a second'],
      [
        ['alone, as many callers as slots', capacity],
        ['behind the gateway, while the load lasts', (served - servedBefore) / seconds],
        ['of these in time', goodput],
      ],
    );
    const refusalMs = refused.map(({ elapsedMs }) => elapsedMs);
    return [
      {
        name: 'goodput over capacity',
        value: goodput / capacity,
        bar: { sense: 'at least', value: 0.95 },
        digits: 3,
      },
      {
        name: 'admitted calls that kept their deadline',
        value: inTime.length / (inTime.length + late.length),
        bar: { sense: 'at least', value: 0.99 },
        digits: 4,
      },
      {
        name: 'refusals, p99',
        value: quantile(refusalMs, 0.99),
        bar: { sense: 'at most', value: 500 },
        digits: 0,
        unit: ' ms',
      },
      {
        name: 'calls without an answer',
        value: results.length - answered,
        bar: { sense: 'at most', value: 0 },
        digits: 0,
      },
      {
        name: 'calls at the replica at once',
        value: mostAtOnce,
        bar: { sense: 'at most', value: slots },
        digits: 0,
      },
      {
        name: 'peak memory over idle',
        value: (peakBytes - idleBytes) / 2 ** 20,
        bar: { sense: 'at most', value: 256 },
        digits: 0,
        unit: ' MiB',
      },
    ];
  } finally {
    await gateway.stop();
    await replica.stop();
  }
};
