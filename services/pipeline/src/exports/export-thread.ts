/** Writes the exports of one request in a thread of its own, off the event loop. */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { fromPlain, type OutputFormat, RectoError } from '@recto/contracts';
import type { ExportPageParts } from './export-source.ts';
import type { FromExportWorker, ToExportWorker } from './export-worker.ts';

export interface ExportThread {
  /**
   * One file. Pages are pulled and chunks are given away one at a time.
   * Throws RectoError export.*; what `pages` or `take` throw; the signal's reason, at once, when it fires.
   */
  write(
    format: OutputFormat,
    pages: AsyncIterable<ExportPageParts>,
    take: (chunk: Uint8Array) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void>;
  close(): Promise<void>;
}

/** Beside this module, under the extension that it has: `.ts` in the repository, `.js` where it was built. */
const workerUrl = new URL(`./export-worker${extname(import.meta.url)}`, import.meta.url);

/** MiB. A document that needs more than this to be built is refused, and nothing else suffers. */
const defaultMaxHeap = 1024;

/** @param maxHeap MiB */
export function startExportThread(maxHeap = defaultMaxHeap): ExportThread {
  const worker = new Worker(workerUrl, { resourceLimits: { maxOldGenerationSizeMb: maxHeap } });
  let ended: unknown = null;
  let hear: ((message: FromExportWorker) => void) | null = null;
  let fail: ((error: unknown) => void) | null = null;
  const end = (error: unknown) => {
    ended ??= error;
    fail?.(ended);
  };
  worker.on('message', (message: FromExportWorker) => hear?.(message));
  worker.on('error', (error) => end(isOutOfMemory(error) ? tooLarge(error) : error));
  worker.on('exit', () => end(new Error('the export thread ended early')));

  const ask = (message: ToExportWorker, signal: AbortSignal): Promise<FromExportWorker> => {
    const { promise, resolve, reject } = Promise.withResolvers<FromExportWorker>();
    if (ended !== null) reject(ended);
    [hear, fail] = [resolve, reject];
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    worker.postMessage(message);
    return promise.finally(() => signal.removeEventListener('abort', onAbort));
  };

  return {
    write: async (format, pages, take, signal) => {
      signal.throwIfAborted();
      const source = pages[Symbol.asyncIterator]();
      let answer = await ask({ kind: 'make', format }, signal);
      for (;;) {
        switch (answer.kind) {
          case 'page': {
            const { done, value } = await source.next();
            answer = await ask({ kind: 'page', page: done ? null : value }, signal);
            break;
          }
          case 'chunk':
            await take(answer.bytes);
            answer = await ask({ kind: 'taken' }, signal);
            break;
          case 'done':
            return;
          case 'failed':
            throw fromPlain(answer.error, new Error(answer.detail));
        }
      }
    },
    close: async () => {
      await worker.terminate();
    },
  };
}

const isOutOfMemory = (error: Error): boolean => 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';

const tooLarge = (cause: unknown) => new RectoError('export.too_large', { cause });
