/** Whether a server's memory grows with the calls that it has answered. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { NextBody } from '../support/chat-load.ts';
import { asFastAsAnswered } from '../support/lean-client.ts';
import { printTable } from '../support/print-table.ts';
import { residentBytes } from '../support/process-memory.ts';
import { median, slope } from '../support/statistics.ts';

const slices = 20;
/** Heaps and allocators find their size first. */
const warmUpShare = 0.2;
const sampleMs = 100;

/** Bytes a call, by the line through the medians of slices of calls, the first fifth left out. */
export const residentSlope = async (
  server: { readonly url: string; readonly pid: number },
  load: { readonly body: NextBody; readonly lanes: number; readonly calls: number },
): Promise<number> => {
  const points: [calls: number, bytes: number][] = [];
  for (let slice = 1; slice <= slices; slice += 1) {
    const samples: number[] = [];
    const done = new AbortController();
    const watch = async () => {
      while (!done.signal.aborted) {
        samples.push(await residentBytes(server.pid));
        await sleep(sampleMs);
      }
    };
    const watched = watch();
    const limits = { lanes: load.lanes, ms: Number.POSITIVE_INFINITY, calls: load.calls / slices };
    await asFastAsAnswered({ url: server.url, body: load.body }, limits);
    done.abort();
    await watched;
    points.push([((slice - 0.5) * load.calls) / slices, median(samples)]);
  }
  printTable(
    `resident memory of the gateway over ${load.calls} calls`,
    ['after calls', 'MiB'],
    points.map(([calls, bytes]) => [Math.round(calls), Math.round(bytes / 2 ** 20)]),
  );
  return slope(points.slice(slices * warmUpShare));
};
