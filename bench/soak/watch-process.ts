/** A process over the length of a soak: its memory at rest beside the pages that it has done, and its open files. */
import { readdir, readlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { residentBytes } from '../support/process-memory.ts';
import { slope } from '../support/statistics.ts';

export interface MemorySample {
  readonly atMs: number;
  readonly pages: number;
  readonly bytes: number;
}

/** Memory is given back in the first seconds after that: the least of some samples. */
const samplesOfRest = { count: 12, intervalMs: 500 };

/** What a process holds when it has nothing to do and its garbage is gone (collect-garbage.ts is loaded into it). */
export async function restingBytes(pid: number): Promise<number> {
  process.kill(pid, 'SIGUSR2');
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < samplesOfRest.count; i += 1) {
    await sleep(samplesOfRest.intervalMs);
    least = Math.min(least, await residentBytes(pid));
  }
  return least;
}

/** Bytes a page, by the line through the samples from `warmUpMs` on; NaN where they are fewer than three. */
export function bytesPerPage(samples: readonly MemorySample[], warmUpMs: number): number {
  const points = samples
    .filter(({ atMs }) => atMs >= warmUpMs)
    .map(({ pages, bytes }) => [pages, bytes] as const);
  return points.length < 3 ? Number.NaN : slope(points);
}

/** What a thread's event loop needs; threads come and go with the work, and their numbers are bounded. */
const ofEventLoops = /^(anon_inode:|pipe:)/;

/** Files and sockets. */
export async function openFiles(pid: number): Promise<number> {
  const directory = `/proc/${pid}/fd`;
  const links = (await readdir(directory)).map((name) => readlink(`${directory}/${name}`).catch(() => null));
  return (await Promise.all(links)).filter((link) => link !== null && !ofEventLoops.test(link)).length;
}
