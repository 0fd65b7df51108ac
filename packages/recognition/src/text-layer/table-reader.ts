/** Tables are told from their words in a thread of their own: finding the rulings of a page-sized one takes 100 ms. */
import { extname } from 'node:path';
import type { Box } from '@recto/geometry';
import { Piscina } from 'piscina';
import type { Crop } from '../block.ts';

export interface TableWord {
  readonly text: string;
  /** Pixels of the crop. */
  readonly box: Box;
}

/** HTML, or null where no table can be told. Throws the signal's reason when it fires. */
export type ReadTable = (
  words: readonly TableWord[],
  crop: Crop,
  signal: AbortSignal,
) => Promise<string | null>;

export interface TableReader {
  readonly read: ReadTable;
  close(): Promise<void>;
}

export interface TableTask {
  readonly words: readonly TableWord[];
  readonly crop: Crop;
}

const threadUrl = new URL(`./table-thread${extname(import.meta.url)}`, import.meta.url);

/** @param options.threads that stand ready at most; one is enough beside inference */
export function createTableReader(options: { threads: number }): TableReader {
  const pool = new Piscina<TableTask, string | null>({
    filename: threadUrl.href,
    name: 'read',
    minThreads: 0,
    maxThreads: options.threads,
    idleTimeout: 60_000,
    // The event loop comes first where threads are more than cores.
    niceIncrement: 5,
  });
  return {
    read: async (words, crop, signal) => {
      try {
        return await pool.run({ words, crop }, { signal });
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      }
    },
    close: () => pool.destroy(),
  };
}
