/** A bundle as one file, for those who like one better. It takes its room twice while it is packed or unpacked. */
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { exitCodes, Failure } from '../failure.ts';
import { output } from './run-program.ts';

const ending = '.tar';

export const isArchive = (path: string) => path.endsWith(ending);

/** Where the contents of an archive lie while they are files. */
export const directoryOfArchive = (path: string) => path.slice(0, -ending.length);

/** Puts a directory into a file and removes it. */
export async function packed(directory: string, file: string, signal: AbortSignal): Promise<void> {
  await output('tar', ['-cf', `${file}.partial`, '-C', directory, '.'], { signal });
  await rename(`${file}.partial`, file);
  await rm(directory, { recursive: true });
}

/** The directory of an archive, beside it; unpacked the first time. Throws Failure where there is neither. */
export async function unpacked(file: string, signal: AbortSignal): Promise<string> {
  const directory = directoryOfArchive(file);
  if (await exists(directory)) return directory;
  if (!(await exists(file))) throw new Failure(exitCodes.usage, `${file} is not there`);
  const partial = `${directory}.partial`;
  await mkdir(partial, { recursive: true });
  await output('tar', ['-xf', file, '-C', partial], { signal });
  await rename(partial, directory);
  return directory;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
