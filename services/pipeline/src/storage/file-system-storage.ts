/** A directory as output storage. Nothing is ever written or named outside it. */
import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { RectoError } from '@recto/contracts';
import type { OutputStorage } from './output-storage.ts';

export interface FileSystemStorageOptions {
  /** Made where it is missing. */
  readonly directory: string;
  /** Null where nobody serves the files. */
  readonly urlOf: OutputStorage['urlOf'];
}

export const createFileSystemStorage = ({ directory, urlOf }: FileSystemStorageOptions): OutputStorage => ({
  urlOf,
  async save(key, { bytes }, signal) {
    const path = pathWithin(directory, key);
    if (path === null) throw new RectoError('storage.refused');
    // Whoever looks into the directory sees whole files only.
    const unfinished = `${path}.${randomUUID()}`;
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(unfinished, bytes, { signal });
      await rename(unfinished, path);
    } catch (cause) {
      await rm(unfinished, { force: true }).catch(() => {});
      signal.throwIfAborted();
      throw new RectoError('storage.unavailable', { cause });
    }
  },
});

/** The path of a key; null for one that leads out of the directory. */
export function pathWithin(directory: string, key: string): string | null {
  const root = resolve(directory);
  const path = resolve(root, key);
  return path.startsWith(root + sep) && !key.includes('\0') ? path : null;
}
