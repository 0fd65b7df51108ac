/** `overload`: ten times what the replica can do. Beside it, in the same run, the replica alone with as many callers as it has slots. */
import { parseArgs } from 'node:util';
import { freePort, startService } from '../stack.ts';
import { atRate, type CallResult, callOnce, chatBody, closedLoop } from '../support/chat-load.ts';
import type { Bench } from '../support/figure.ts';
import { printTable } from '../support/print-table.ts';
import { peakResidentBytes, residentBytes } from '../support/process-memory.ts';
import { startScriptedReplica } from '../support/scripted-replica.ts';
import { mean, median, quantile } from '../support/statistics.ts';

const slots = 16;
/** 200 ms on average, and never twice the same. */
const serviceMs = () => 100 + 200 * Math.random();
const deadlineMs = 2_000;
const overloadFactor = 10;
const referenceMs = 15_000;

export const overload: Bench = async (args) => {
  const { values } = parseArgs({ args, options: { seconds: { type: 'string', default: '60' } } });
  const replica = await startScriptedReplica(serviceMs);
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
    const body = chatBody(50_000);
    const patienceMs = 3 * deadlineMs;
    const alone = () => closedLoop({ url: replica.url, body, patienceMs }, slots, referenceMs);
    const before = await alone();
    const results: CallResult[] = [];
    const idleBytes = await residentBytes(gateway.pid);
    const headers = { 'x-request-timeout-ms': String(deadlineMs) };
    const servedBefore = replica.served();
    const started = performance.now();
    await atRate(before * overloadFactor, Number(values.seconds) * 1000, async () => {
      results.push(await callOnce({ url: `${gateway.url}/v1`, body, headers, patienceMs }));
    });
    const seconds = (performance.now() - started) / 1000;
    const served = replica.served() - servedBefore;
    const peakBytes = await peakResidentBytes(gateway.pid);
    const capacity = mean([before, await alone()]);

    const inTime = results.filter(({ status, elapsedMs }) => status === 200 && elapsedMs <= deadlineMs);
    const refused = results.filter(({ status }) => status === 429 || status === 503);
    const late = results.filter(
      ({ status, elapsedMs }) => status === 504 || (status === 200 && elapsedMs > deadlineMs),
    );
    const silent = results.filter(({ status }) => status === 0);
    const other = results.length - inTime.length - refused.length - late.length - silent.length;
    printTable(
      `${overloadFactor} times the capacity for ${values.seconds} s, deadline ${deadlineMs} ms`,
      ['outcome', 'calls', 'a second', 'median (ms)', 'p99 (ms)'],
      (
        [
          ['answered in time', inTime],
          ['refused with 429 or 503', refused],
          ['answered late or 504', late],
          ['no answer', silent],
        ] as const
      ).map(([name, calls]) => {
        const times = calls.map(({ elapsedMs }) => elapsedMs);
        return [name, calls.length, calls.length / seconds, median(times), quantile(times, 0.99)];
      }),
    );
    printTable(
      'the replica',
      ['', 'a second'],
      [
        ['alone, as many callers as slots', capacity],
        ['behind the gateway', served / seconds],
      ],
    );
    const refusalMs = refused.map(({ elapsedMs }) => elapsedMs);
    return [
      {
        name: 'goodput over capacity',
        value: inTime.length / seconds / capacity,
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
        value: silent.length + other,
        bar: { sense: 'at most', value: 0 },
        digits: 0,
      },
      {
        name: 'calls at the replica at once',
        value: replica.mostAtOnce(),
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
    await replica.kill();
  }
};
