/** What should not be there any more when a soak is over: in the store of jobs, in the spool, in the directory for temporary files. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const namesIn = (path: string): Promise<string[]> => readdir(path).catch(() => []);

export interface StoreLeftovers {
  readonly jobs: number;
  /** Marks of unfinished jobs, unfinished files, and inputs and orders of jobs that have ended. */
  readonly objects: readonly string[];
  /** Of these jobs the results should have been deleted. */
  readonly overdue: number;
}

/**
 * Once all jobs have ended.
 * @param graceMs that results may stay past their time: until the next sweep
 */
export async function leftInStore(store: string, graceMs: number): Promise<StoreLeftovers> {
  const owners = await namesIn(join(store, 'owners'));
  const objects: string[] = [];
  for (const folder of ['open', '.unfinished', ...owners.map((owner) => join('owners', owner, 'open'))])
    for (const name of await namesIn(join(store, folder))) objects.push(join(folder, name));
  let overdue = 0;
  const jobs = await namesIn(join(store, 'jobs'));
  for (const id of jobs) {
    const names = await namesIn(join(store, 'jobs', id));
    objects.push(
      ...names.filter((name) => name === 'input' || name === 'order.json').map((name) => join(id, name)),
    );
    if (names.includes('expired.json')) continue;
    const outcome = await readFile(join(store, 'jobs', id, 'outcome.json'), 'utf8').catch(() => null);
    // A request that was refused or left half-way.
    if (outcome === null) objects.push(id);
    else if ((JSON.parse(outcome) as { expiresAt: number }).expiresAt + graceMs < Date.now()) overdue += 1;
  }
  return { jobs: jobs.length, objects, overdue };
}

/** Files of a directory, however deep. */
export const filesIn = async (directory: string): Promise<string[]> => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
};
