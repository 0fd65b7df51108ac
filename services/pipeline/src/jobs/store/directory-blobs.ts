/** A directory as the store of jobs; several machines share one through a shared volume. */
import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RectoError } from '@recto/contracts';
import { pathWithin } from '../../storage/file-system-storage.ts';
import type { BlobInfo, BlobRange, BlobStore, Content } from './blob-store.ts';

/** Unfinished files wait here, so that a listing shows whole ones only; on the same volume, so that a rename is atomic. */
const unfinishedFolder = '.unfinished';

/** Read at once. */
const pieceBytes = 256 * 1024;

export function createDirectoryBlobs(directory: string): BlobStore {
  const pathOf = (key: string): string => {
    const path = pathWithin(directory, key);
    if (path === null) throw new RectoError('storage.refused');
    return path;
  };

  /** Writes to an unfinished file and hands its path to `finish`, which gives it its name. */
  const writing = async <T>(
    content: Content,
    signal: AbortSignal,
    finish: (path: string, info: BlobInfo) => Promise<T>,
  ): Promise<T> => {
    const unfinished = join(directory, unfinishedFolder, randomUUID());
    try {
      await mkdir(dirname(unfinished), { recursive: true });
      const file = await open(unfinished, 'wx', 0o600);
      let info: BlobInfo;
      try {
        info = await writeAll(file, content, signal);
        // A result that was announced outlives a loss of power.
        await file.datasync();
      } finally {
        await file.close();
      }
      return await finish(unfinished, info);
    } finally {
      await rm(unfinished, { force: true });
    }
  };

  return {
    put: (key, content, signal) =>
      asStorage(signal, async () => {
        const path = pathOf(key);
        return writing(content, signal, async (unfinished, info) => {
          await mkdir(dirname(path), { recursive: true });
          await rename(unfinished, path);
          return info;
        });
      }),

    putNew: (key, bytes, signal) =>
      asStorage(signal, async () => {
        const path = pathOf(key);
        return writing([bytes], signal, async (unfinished) => {
          await mkdir(dirname(path), { recursive: true });
          // Unlike a rename, a link never replaces.
          return link(unfinished, path).then(() => true, falseWhere('EEXIST'));
        });
      }),

    get: (key, signal) => asStorage(signal, () => readFile(pathOf(key), { signal }).catch(nullWhereMissing)),

    has: (key, signal) =>
      asStorage(signal, () => stat(pathOf(key)).then(() => true, falseWhere('ENOENT', 'ENOTDIR'))),

    read: (key, range, signal) => readRange(pathOf(key), range, signal),

    list: (folder, { after = '', limit }, signal) =>
      asStorage(signal, async () => {
        const names = (await readdir(pathOf(folder)).catch(nullWhereMissing)) ?? [];
        return names
          .filter((name) => name > after)
          .sort()
          .slice(0, limit);
      }),

    remove: (folderOrKey, signal) =>
      asStorage(signal, () => rm(pathOf(folderOrKey), { recursive: true, force: true })),

    usage: (folder, signal) =>
      asStorage(signal, async () => {
        const options = { recursive: true, withFileTypes: true } as const;
        const entries = (await readdir(pathOf(folder), options).catch(nullWhereMissing)) ?? [];
        let bytes = 0;
        for (const entry of entries) {
          signal.throwIfAborted();
          // A job that is deleted meanwhile weighs nothing.
          if (entry.isFile())
            bytes += (await stat(join(entry.parentPath, entry.name)).catch(nullWhereMissing))?.size ?? 0;
        }
        return bytes;
      }),

    checkWritable: (signal) => asStorage(signal, () => writing([], signal, async () => {})),
  };
}

async function writeAll(file: FileHandle, content: Content, signal: AbortSignal): Promise<BlobInfo> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of content) {
    signal.throwIfAborted();
    hash.update(piece);
    for (let done = 0; done < piece.byteLength; ) {
      const { bytesWritten } = await file.write(piece, done);
      done += bytesWritten;
    }
    bytes += piece.byteLength;
  }
  return { bytes, sha256: hash.digest('hex') };
}

async function* readRange(
  path: string,
  { offset, length }: BlobRange,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const file = await asStorage(signal, () => open(path, 'r'));
  try {
    const end = offset + length;
    for (let position = offset; position < end; ) {
      signal.throwIfAborted();
      const piece = Buffer.allocUnsafe(Math.min(pieceBytes, end - position));
      const { bytesRead } = await file.read(piece, 0, piece.byteLength, position);
      if (bytesRead === 0)
        throw new RectoError('storage.unavailable', { cause: new Error('an object ended early') });
      yield piece.subarray(0, bytesRead);
      position += bytesRead;
    }
  } finally {
    await file.close();
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : null);

const falseWhere =
  (...codes: readonly string[]) =>
  (error: unknown): false => {
    if (codes.includes(String(codeOf(error)))) return false;
    throw error;
  };

const nullWhereMissing = (error: unknown): null => falseWhere('ENOENT', 'ENOTDIR')(error) || null;

/** What a file system says, in the words of the catalogue. What a content throws stays what it is. */
async function asStorage<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  try {
    return await work();
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof RectoError || codeOf(cause) === null) throw cause;
    throw codeOf(cause) === 'ENOSPC'
      ? new RectoError('server.spool_full', { cause })
      : new RectoError('storage.unavailable', { cause });
  }
}
