/**
 * Where jobs keep bytes: named objects that every process of the service sees. What is written is there as a whole or not at all,
 * also when the writer dies half-way.
 */

export interface BlobInfo {
  readonly bytes: number;
  /** Of the content, hexadecimal. */
  readonly sha256: string;
}

export interface BlobRange {
  readonly offset: number;
  readonly length: number;
}

/**
 * Keys are segments of [A-Za-z0-9_.-] joined by "/". All methods throw RectoError storage.unavailable, storage.refused, and
 * the signal's reason when it fires.
 */
export interface BlobStore {
  /** Replaces what was there. The content is read once and never held as a whole. */
  put(key: string, content: Content, signal: AbortSignal): Promise<BlobInfo>;
  /** Writes only where nothing is yet: of several writers exactly one gets true. */
  putNew(key: string, bytes: Uint8Array, signal: AbortSignal): Promise<boolean>;
  /** For small objects; null where there is none. */
  get(key: string, signal: AbortSignal): Promise<Buffer | null>;
  has(key: string, signal: AbortSignal): Promise<boolean>;
  /** In pieces. Throws RectoError storage.unavailable for a key that does not exist. */
  read(key: string, range: BlobRange, signal: AbortSignal): AsyncGenerator<Uint8Array>;
  /**
   * Names directly below a folder, in the order of their characters.
   * @param after names up to and with this one are left out
   */
  list(folder: string, page: { after?: string; limit: number }, signal: AbortSignal): Promise<string[]>;
  /** Everything below a folder, or one object; nothing is fine. */
  remove(folderOrKey: string, signal: AbortSignal): Promise<void>;
  /** Bytes of everything below a folder. */
  usage(folder: string, signal: AbortSignal): Promise<number>;
  /** Throws when nothing can be written. */
  checkWritable(signal: AbortSignal): Promise<void>;
}

export type Content = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Everything of a folder, asked for a page at a time. */
export async function* listAll(
  blobs: Pick<BlobStore, 'list'>,
  folder: string,
  signal: AbortSignal,
  after = '',
): AsyncGenerator<string> {
  const limit = 1000;
  for (let last = after; ; ) {
    const names = await blobs.list(folder, { after: last, limit }, signal);
    yield* names;
    if (names.length < limit) return;
    last = names.at(-1) as string;
  }
}
