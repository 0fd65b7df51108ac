/**
 * Finished pages on disk instead of in memory. One temporary file per request, unlinked as soon as it is open:
 * the operating system frees it when the request ends, also when the process dies.
 */
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { RectoError } from '@recto/contracts';

/** Where something lies in a spool file. */
export interface SpooledPart {
  readonly offset: number;
  readonly length: number;
}

export interface SpoolFile {
  /** Writes one part; parts may be written at the same time. Throws RectoError server.spool_full. */
  append(bytes: Uint8Array): Promise<SpooledPart>;
  /** The bytes of a part, in pieces. */
  read(part: SpooledPart): AsyncGenerator<Uint8Array>;
  /** Frees the disk space. Nothing may be read or written after. */
  close(): Promise<void>;
}

export interface Spool {
  readonly usedBytes: number;
  open(): Promise<SpoolFile>;
  /** Throws when the directory cannot be written. */
  checkWritable(): Promise<void>;
}

/** Read at once on the way out. */
const pieceBytes = 256 * 1024;

export function createSpool(options: { directory: string; maxBytes: number }): Spool {
  let usedBytes = 0;

  const reserve = (bytes: number) => {
    if (usedBytes + bytes > options.maxBytes) throw new RectoError('server.spool_full');
    usedBytes += bytes;
  };

  const openUnlinked = async (): Promise<FileHandle> => {
    await mkdir(options.directory, { recursive: true });
    const path = join(options.directory, `recto-${randomUUID()}.spool`);
    const file = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600);
    try {
      await unlink(path);
    } catch (error) {
      await file.close();
      throw error;
    }
    return file;
  };

  return {
    get usedBytes() {
      return usedBytes;
    },
    open: async () => {
      const file = await openUnlinked();
      let end = 0;
      let closing: Promise<void> | null = null;
      return {
        append: async (bytes) => {
          reserve(bytes.byteLength);
          const part = { offset: end, length: bytes.byteLength };
          end += bytes.byteLength;
          await writeFully(file, bytes, part.offset).catch(asSpoolError);
          return part;
        },
        read: (part) => readPieces(file, part),
        close: () => {
          closing ??= file.close().finally(() => {
            usedBytes -= end;
          });
          return closing;
        },
      };
    },
    checkWritable: async () => {
      const file = await openUnlinked();
      await file.close();
    },
  };
}

/** For parts that were whole when they were written. */
export async function readWhole(spool: Pick<SpoolFile, 'read'>, part: SpooledPart): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of spool.read(part)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** A write may take less than it was given (a full disk takes none and fails). */
async function writeFully(file: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  let done = 0;
  while (done < bytes.byteLength) {
    const { bytesWritten } = await file.write(bytes, done, bytes.byteLength - done, offset + done);
    done += bytesWritten;
  }
}

function asSpoolError(error: unknown): never {
  const full = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
  throw full ? new RectoError('server.spool_full', { cause: error }) : error;
}

async function* readPieces(file: FileHandle, part: SpooledPart): AsyncGenerator<Uint8Array> {
  const end = part.offset + part.length;
  for (let position = part.offset; position < end; ) {
    const piece = Buffer.allocUnsafe(Math.min(pieceBytes, end - position));
    const { bytesRead } = await file.read(piece, 0, piece.byteLength, position);
    if (bytesRead === 0) throw new Error('the spool file ended early');
    yield piece.subarray(0, bytesRead);
    position += bytesRead;
  }
}
