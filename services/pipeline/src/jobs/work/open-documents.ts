/**
 * Documents that tasks of this process have open: ranges of one document share it, and it is closed with the last of them. Together they
 * hold so many bytes; who comes when there is no room waits.
 */
import type { OpenedDocument } from '@recto/documents';
import { createRunningHeads, type RunningHeads } from '@recto/vision';
import { createFairBudget } from '../../conductor/fair-budget.ts';
import { openDocument } from '../../conductor/parse-document.ts';
import type { ParseSettings } from '../../conductor/parse-settings.ts';
import type { ConductorParts } from '../../conductor/parts.ts';
import type { JobStore } from '../store/job-store.ts';

export interface OpenDocuments {
  /**
   * Runs `work` with the document of a job, and with what its ranges here have learnt of the edges of its pages.
   * Throws RectoError file.*, image.*, storage.*; what `work` throws; the signal's reason.
   */
  use<T>(
    source: { readonly id: string; readonly bytes: number; readonly settings: ParseSettings },
    signal: AbortSignal,
    work: (document: OpenedDocument, runningHeads: RunningHeads) => Promise<T>,
  ): Promise<T>;
  readonly count: number;
}

interface Shared {
  readonly document: Promise<OpenedDocument>;
  readonly runningHeads: RunningHeads;
  /** Gives the memory back. */
  free(): void;
  readonly abort: AbortController;
  users: number;
}

/** Of each document: ranges of it that are done side by side here are far apart. */
const rememberedPages = 256;

/** @param maxBytes a document beyond that is opened when no other is */
export function createOpenDocuments(store: JobStore, parts: ConductorParts, maxBytes: number): OpenDocuments {
  const memory = createFairBudget({ capacity: maxBytes });
  const open = new Map<string, Shared>();

  const enter = (id: string, bytes: number, settings: ParseSettings): Shared => {
    const known = open.get(id);
    if (known) return known;
    const abort = new AbortController();
    const room = memory.acquire({}, bytes, abort.signal);
    const document = room
      .then(() => readInput(store, id, bytes, abort.signal))
      .then((file) => openDocument(file, settings, parts, abort.signal));
    document.catch(() => {});
    const free = () =>
      void room.then(
        (giveBack) => giveBack(),
        () => {},
      );
    const shared: Shared = {
      document,
      runningHeads: createRunningHeads(rememberedPages),
      abort,
      free,
      users: 0,
    };
    open.set(id, shared);
    return shared;
  };

  const leave = async (id: string, shared: Shared) => {
    shared.users -= 1;
    if (shared.users > 0) return;
    open.delete(id);
    shared.abort.abort();
    await shared.document
      .then(
        (document) => document.close(),
        () => {},
      )
      .finally(shared.free);
  };

  return {
    get count() {
      return open.size;
    },
    use: async ({ id, bytes, settings }, signal, work) => {
      const shared = enter(id, bytes, settings);
      shared.users += 1;
      try {
        const document = await raced(shared.document, signal);
        return await work(document, shared.runningHeads);
      } finally {
        await leave(id, shared);
      }
    },
  };
}

/** In shared memory: threads that render read it there. */
async function readInput(
  store: JobStore,
  id: string,
  length: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(new SharedArrayBuffer(length));
  let filled = 0;
  for await (const piece of store.readInput(id, { offset: 0, length }, signal)) {
    bytes.set(piece, filled);
    filled += piece.byteLength;
  }
  return bytes;
}

async function raced<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
