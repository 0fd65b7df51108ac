/** An image as files: what `docker save` writes, cut into parts where wanted, with their sums made on the way. */
import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { FileEntry } from './manifest.ts';

export interface PartsTarget {
  readonly directory: string;
  /** Of the whole, below the directory; parts get `.000`, `.001`, … */
  readonly path: string;
  /** Null: one file. */
  readonly partBytes: number | null;
}

/** A file gets its name when all of it is there. Rejects with the stream's or the disk's error. */
export async function writeParts(
  stream: Readable,
  { directory, path, partBytes }: PartsTarget,
): Promise<FileEntry[]> {
  await mkdir(dirname(join(directory, path)), { recursive: true });
  const done: FileEntry[] = [];
  const nameOf = (index: number) => (partBytes === null ? path : `${path}.${String(index).padStart(3, '0')}`);
  let part = await openPart(directory, nameOf(0));
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      let rest = chunk;
      while (rest.length > 0) {
        const room = (partBytes ?? Number.POSITIVE_INFINITY) - part.bytes;
        if (room === 0) {
          done.push(await part.finish());
          part = await openPart(directory, nameOf(done.length));
          continue;
        }
        await part.write(rest.subarray(0, room));
        rest = rest.subarray(room);
      }
    }
    done.push(await part.finish());
    return done;
  } catch (error) {
    await part.abandon();
    throw error;
  }
}

async function openPart(directory: string, path: string) {
  const full = join(directory, path);
  const partial = `${full}.partial`;
  const file: FileHandle = await open(partial, 'w');
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    get bytes() {
      return bytes;
    },
    async write(chunk: Buffer) {
      hash.update(chunk);
      await file.writeFile(chunk);
      bytes += chunk.length;
    },
    async finish(): Promise<FileEntry> {
      await file.sync();
      await file.close();
      await rename(partial, full);
      return { path, bytes, sha256: hash.digest('hex') };
    },
    abandon: () => file.close().catch(() => {}),
  };
}
