/** Where the files of an answer go besides the answer, or in its place (wire.md 4.6). */
export interface OutputStorage {
  /**
   * @param key segments of [A-Za-z0-9_.-] joined by "/"
   * Throws RectoError storage.unavailable, storage.refused; the signal's reason when it fires.
   */
  save(key: string, file: StoredFile, signal: AbortSignal): Promise<void>;
  /** A signed address that expires; null where this storage cannot give one. */
  readonly urlOf: ((key: string) => Promise<string>) | null;
}

export interface StoredFile {
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

/** Keeps nothing: what the reference's `memory` keeps, nobody can ask for. */
export const memoryStorage: OutputStorage = { save: async () => {}, urlOf: null };
