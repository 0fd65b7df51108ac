/**
 * A file on its way: the bytes that have come so far and the validator of the answer they came from, so that the next
 * attempt, in this process or in a later one, goes on where this one stopped. One process at a time holds it.
 */
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { exitCodes, Failure } from '../failure.ts';

export interface PartialFile {
  readonly path: string;
  /** Bytes that are here; 0 when there is no file. */
  size(): Promise<number>;
  /** ETag or date of the answer that the bytes came from. */
  validator(): Promise<string | null>;
  setValidator(validator: string | null): Promise<void>;
  discard(): Promise<void>;
  /** Makes it the whole file `target` in one step; both lie on one file system. */
  moveTo(target: string): Promise<void>;
  release(): Promise<void>;
}

/** Throws Failure when another process is fetching the same file. */
export async function holdPartialFile(path: string): Promise<PartialFile> {
  const [tagPath, lockPath] = [`${path}.tag`, `${path}.lock`];
  await mkdir(dirname(path), { recursive: true });
  await takeLock(lockPath);
  const discard = async () => {
    await rm(path, { force: true });
    await rm(tagPath, { force: true });
  };
  return {
    path,
    size: () =>
      stat(path).then(
        (found) => found.size,
        () => 0,
      ),
    validator: () => readFile(tagPath, 'utf8').catch(() => null),
    setValidator: (validator) =>
      validator === null ? rm(tagPath, { force: true }) : writeFile(tagPath, validator),
    discard,
    async moveTo(target) {
      await flushed(path);
      await rename(path, target);
      await flushed(dirname(target));
      await discard();
    },
    release: () => rm(lockPath, { force: true }),
  };
}

/** Past a power cut, too: a name never stands for half a file. */
async function flushed(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function takeLock(path: string): Promise<void> {
  const tryOnce = () => writeFile(path, String(process.pid), { flag: 'wx' });
  try {
    await tryOnce();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const holder = Number(await readFile(path, 'utf8').catch(() => ''));
    if (isRunning(holder)) {
      throw new Failure(exitCodes.failed, `another process (${holder}) is fetching this model`, error);
    }
    // Its process is gone.
    await rm(path, { force: true });
    await tryOnce();
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
