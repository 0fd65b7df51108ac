/** Spools whose finished parts lie in the store of jobs: what reads a spool reads a job's document without knowing. */
import type { SpooledPart, SpoolFile } from '../../conductor/spool.ts';
import type { BlobStore } from './blob-store.ts';

/** A part of an object of the store. */
export interface StoredPart extends SpooledPart {
  readonly key: string;
}

const isStored = (part: SpooledPart): part is StoredPart => 'key' in part;

export interface JobSpool extends SpoolFile {
  /** Takes everything that was appended to the store, as one object; `stored` then says where a part lies for good. */
  publish(key: string): Promise<void>;
  stored(part: SpooledPart): StoredPart;
}

/** @param fresh takes what is appended; closed with this spool */
export function createJobSpool(blobs: BlobStore, fresh: SpoolFile, signal: AbortSignal): JobSpool {
  let end = 0;
  let published: string | null = null;
  return {
    append: async (bytes) => {
      const part = await fresh.append(bytes);
      end = Math.max(end, part.offset + part.length);
      return part;
    },
    read: (part) => (isStored(part) ? blobs.read(part.key, part, signal) : fresh.read(part)),
    close: () => fresh.close(),
    publish: async (key) => {
      if (end > 0) await blobs.put(key, fresh.read({ offset: 0, length: end }), signal);
      published = key;
    },
    stored: (part) => {
      if (isStored(part)) return part;
      if (published === null) throw new Error('the part was never published');
      return { key: published, offset: part.offset, length: part.length };
    },
  };
}

/** For documents that are done: there is nothing to append. */
export const readOnlySpool = (blobs: BlobStore, signal: AbortSignal): SpoolFile => ({
  append: () => Promise.reject(new Error('the document is finished')),
  read: (part) => {
    if (!isStored(part)) throw new Error('the part does not lie in the store');
    return blobs.read(part.key, part, signal);
  },
  close: async () => {},
});
