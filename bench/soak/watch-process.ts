/** A process over the length of a soak: its memory beside the pages that it has done, and its open files. */
import { readdir, readlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { residentBytes } from '../support/process-memory.ts';
import { slope } from '../support/statistics.ts';

export interface MemorySample {
  readonly atMs: number;
  readonly pages: number;
  readonly bytes: number;
}

const intervalMs = 1000;
/** Samples to one point of the line, the least of them: garbage and what is under way come and go, and are more than what is looked for. */
const samplesPerPoint = 30;

/** @param pages done so far, by whichever processes count for it */
export async function watchMemory(
  pid: number,
  pages: () => number,
  signal: AbortSignal,
  into: MemorySample[],
): Promise<void> {
  const started = performance.now();
  while (!signal.aborted) {
    into.push({ atMs: performance.now() - started, pages: pages(), bytes: await residentBytes(pid) });
    await sleep(intervalMs, undefined, { signal }).catch(() => {});
  }
}

/** The least of each half minute: [pages, bytes]. */
export function pointsOf(samples: readonly MemorySample[]): [pages: number, bytes: number][] {
  const points: [number, number][] = [];
  for (let first = 0; first + samplesPerPoint <= samples.length; first += samplesPerPoint) {
    const slice = samples.slice(first, first + samplesPerPoint);
    const least = slice.reduce((a, b) => (b.bytes < a.bytes ? b : a));
    points.push([least.pages, least.bytes]);
  }
  return points;
}

/** Bytes a page, by the line through the points from `warmUpMs` on; NaN where they are fewer than three. */
export function bytesPerPage(samples: readonly MemorySample[], warmUpMs: number): number {
  const points = pointsOf(samples.filter(({ atMs }) => atMs >= warmUpMs));
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
