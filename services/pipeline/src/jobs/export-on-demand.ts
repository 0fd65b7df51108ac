/** Files of a finished job's document that its request did not ask for: made from what its pages kept, when somebody asks first. */
import { type OutputFormat, RectoError } from '@recto/contracts';
import { exportPages } from '../conductor/export-spooled.ts';
import type { Scheduler } from '../conductor/scheduler.ts';
import { startExportThread } from '../exports/export-thread.ts';
import type { JobStore } from './store/job-store.ts';
import type { StoredDocument } from './store/stored-document.ts';
import { loadExport, type StoredExport, storeExport } from './store/stored-exports.ts';

/**
 * The file of the whole document of a job.
 * Throws RectoError export.*, job.expired, storage.*; the signal's reason when it fires.
 */
export async function exportOnDemand(
  id: string,
  document: StoredDocument,
  format: OutputFormat,
  { store, scheduler }: { readonly store: JobStore; readonly scheduler: Scheduler },
  signal: AbortSignal,
): Promise<StoredExport> {
  const made = document.exports?.get(format)?.content;
  if (made !== undefined && typeof made !== 'string') {
    const length = made.reduce((sum, part) => sum + part.length, 0);
    return {
      length,
      async *chunks() {
        for (const part of made) yield* document.spool.read(part);
      },
    };
  }
  const known = await loadExport(store.blobs, id, format, signal);
  if (known !== null) return known;
  if (!document.exportMeans.formats.includes(format)) {
    throw new RectoError('export.not_available', {
      message: 'A searchable PDF is made of page images: ask for it in "outputFormats" of the job',
    });
  }
  const stored = await storeExport(
    store.blobs,
    id,
    format,
    written(document, format, scheduler, signal),
    signal,
  );
  if ((await store.tombstone(id, signal)) === null) return stored;
  // Its results were deleted meanwhile, and nobody will look for more.
  await store.expire(id, signal);
  throw new RectoError('job.expired');
}

/** One chunk at a time is on its way. */
async function* written(
  document: StoredDocument,
  format: OutputFormat,
  scheduler: Scheduler,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { style } = document.exportMeans;
  const line = createLine();
  const thread = startExportThread();
  const writing = scheduler
    .enter()
    .run('export', signal, () => thread.write(format, exportPages({ ...document, style }), line.push, signal))
    .then(line.end, line.fail);
  try {
    yield* line.chunks();
  } finally {
    line.end();
    await thread.close();
    await writing;
  }
}

interface Waiting {
  readonly chunk: Uint8Array;
  taken(): void;
}

/** Hands chunks from one who gives to one who takes; who gives waits until each is taken. */
function createLine() {
  const waiting: Waiting[] = [];
  const ends: (() => void)[] = [];
  let wake = () => {};
  const finish = (end: () => void) => {
    ends.push(end);
    for (const { taken } of waiting) taken();
    wake();
  };
  return {
    push: (chunk: Uint8Array) =>
      new Promise<void>((taken) => {
        waiting.push({ chunk, taken });
        wake();
      }),
    end: () => finish(() => {}),
    fail: (error: unknown) =>
      finish(() => {
        throw error;
      }),
    async *chunks(): AsyncGenerator<Uint8Array> {
      for (;;) {
        const next = waiting.shift();
        const end = ends[0];
        if (next !== undefined) {
          yield next.chunk;
          next.taken();
        } else if (end !== undefined) return end();
        else
          await new Promise<void>((woken) => {
            wake = woken;
          });
      }
    },
  };
}
