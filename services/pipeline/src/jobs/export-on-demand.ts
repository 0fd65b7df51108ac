/** Files of a finished job's document that its request did not ask for: made while they are sent, from what its pages kept. */
import { type OutputFormat, RectoError } from '@recto/contracts';
import { exportPages } from '../conductor/export-spooled.ts';
import type { Scheduler } from '../conductor/scheduler.ts';
import { startExportThread } from '../exports/export-thread.ts';
import type { StoredDocument } from './store/stored-document.ts';

/**
 * The file of the whole document. One chunk at a time is on its way.
 * Throws RectoError export.*; the signal's reason when it fires.
 */
export async function* exportOnDemand(
  document: StoredDocument,
  format: OutputFormat,
  scheduler: Scheduler,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const made = document.exports?.get(format)?.content;
  if (made !== undefined && typeof made !== 'string') {
    for (const part of made) yield* document.spool.read(part);
    return;
  }
  const { style, formats } = document.exportMeans;
  if (!formats.includes(format)) {
    throw new RectoError('export.not_available', {
      message: 'A searchable PDF is made of page images: ask for it in "outputFormats" of the job',
    });
  }
  const line = createLine();
  const thread = startExportThread();
  const written = scheduler
    .enter()
    .run('export', signal, () => thread.write(format, exportPages({ ...document, style }), line.push, signal))
    .then(line.end, line.fail);
  try {
    yield* line.chunks();
  } finally {
    line.end();
    await thread.close();
    await written;
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
