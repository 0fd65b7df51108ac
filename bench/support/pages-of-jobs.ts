/** When the pages of jobs were done, from the store of jobs itself: whoever asks the services would be part of what is measured. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { slope } from './statistics.ts';

/** ms since 1970, ascending. */
export async function pageTimes(store: string, ids: readonly string[]): Promise<number[]> {
  const times: number[] = [];
  for (const id of ids) {
    const folder = join(store, 'jobs', id, 'pages');
    for (const name of await readdir(folder)) times.push((await stat(join(folder, name))).mtimeMs);
  }
  return times.sort((a, b) => a - b);
}

/**
 * Pages a second between the moments when `from` and when `to` of all pages were done, each a share 0..1: the line through all of them, as
 * pages that began together end together, and two of them alone would say more about that.
 * @param times ascending
 */
export function steadyRate(times: readonly number[], from: number, to: number): number {
  const [first, end] = [from, to].map((share) => Math.round(share * times.length)) as [number, number];
  return 1000 * slope(times.slice(first, end).map((time, k) => [time, k]));
}
