/** Answers in the memory of this process: the least recently used go when the bytes are used up. */
import type { AnswerStore } from './answer-store.ts';

export interface MemoryStoreOptions {
  readonly maxBytes: number;
  readonly ttlMs: number;
  readonly now: () => number;
}

export interface MemoryStore extends AnswerStore {
  readonly bytes: number;
  readonly entries: number;
}

interface Entry {
  readonly answer: Buffer;
  readonly expiresAt: number;
}

/** What an entry costs beside its bytes: the key and the places in the map. */
const overheadBytes = 256;

export function createMemoryStore({ maxBytes, ttlMs, now }: MemoryStoreOptions): MemoryStore {
  /** In the order of their last use. */
  const entries = new Map<string, Entry>();
  let bytes = 0;
  const costOf = ({ answer }: Entry) => answer.length + overheadBytes;

  const drop = (key: string) => {
    const entry = entries.get(key);
    if (entry === undefined) return;
    entries.delete(key);
    bytes -= costOf(entry);
  };

  return {
    get bytes() {
      return bytes;
    },
    get entries() {
      return entries.size;
    },
    get: async (key) => {
      const entry = entries.get(key);
      if (entry === undefined) return null;
      if (entry.expiresAt <= now()) {
        drop(key);
        return null;
      }
      entries.delete(key);
      entries.set(key, entry);
      return entry.answer;
    },
    set: async (key, answer) => {
      // A copy: a view may hold on to a buffer many times its size.
      const entry = { answer: Buffer.from(answer), expiresAt: now() + ttlMs };
      drop(key);
      if (costOf(entry) > maxBytes) return;
      entries.set(key, entry);
      bytes += costOf(entry);
      for (const oldest of entries.keys()) {
        if (bytes <= maxBytes) break;
        drop(oldest);
      }
    },
    close: async () => {
      entries.clear();
      bytes = 0;
    },
  };
}
