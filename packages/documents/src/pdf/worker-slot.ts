/**
 * One place in the pool: a thread that is started when first needed, given up when it times out, breaks or has
 * grown too large, and replaced at the next task. Knows which documents its thread has open.
 */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import {
  type FromWorker,
  maxOpenDocuments,
  type PdfSource,
  type PdfTask,
  type ToWorker,
  type WorkerSetup,
} from './protocol.ts';

export type Outcome = FromWorker | { readonly kind: 'timeout' };

export interface WorkerSlot {
  readonly busy: boolean;
  readonly started: boolean;
  has(documentId: number): boolean;
  /** Never rejects. One task at a time. */
  run(source: PdfSource, task: PdfTask, timeoutMs: number): Promise<Outcome>;
  forget(documentId: number): void;
  close(): Promise<void>;
}

/** Beside this module: a `.ts` file in the repository, a `.js` file in a build. */
const entry = new URL(`./pdfium-worker${extname(import.meta.url)}`, import.meta.url);

/**
 * For JavaScript objects (words, mostly); rasters and the PDFium heap lie outside. The young generation is kept small, since
 * what it holds is dead as soon as it has been sent.
 */
const resourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 4 };

/** A WebAssembly heap never shrinks: an idle thread whose heap has grown beyond this is given up. */
const bloatedHeapBytes = 256 * 1024 * 1024;

export function createWorkerSlot(setup: WorkerSetup): WorkerSlot {
  let worker: Worker | null = null;
  let finish: ((outcome: Outcome) => void) | null = null;
  let heapBytes = 0;
  /** Least recently used first, as in the worker. */
  const loaded = new Set<number>();

  function start(): Worker {
    const started = new Worker(entry, { workerData: setup, resourceLimits });
    const lost = () => {
      if (worker !== started) return;
      discard();
      finish?.({ kind: 'broken', outOfMemory: false });
    };
    started.on('message', (outcome: FromWorker) => finish?.(outcome));
    started.on('error', lost);
    started.on('exit', lost);
    return started;
  }

  function discard(): Promise<unknown> {
    const gone = worker;
    worker = null;
    heapBytes = 0;
    loaded.clear();
    return gone ? gone.terminate() : Promise.resolve();
  }

  function remember(documentId: number): void {
    loaded.delete(documentId);
    loaded.add(documentId);
    const [oldest] = loaded;
    if (loaded.size > maxOpenDocuments && oldest !== undefined) loaded.delete(oldest);
  }

  function giveUpWhenBloated(): void {
    if (!finish && loaded.size === 0 && heapBytes > bloatedHeapBytes) void discard();
  }

  function settle(outcome: Outcome): void {
    finish = null;
    worker?.unref();
    if (outcome.kind === 'timeout' || outcome.kind === 'broken') void discard();
    if (outcome.kind === 'done') heapBytes = outcome.heapBytes;
    giveUpWhenBloated();
  }

  return {
    get busy() {
      return finish !== null;
    },
    get started() {
      return worker !== null;
    },
    has: (documentId) => loaded.has(documentId),
    run(source, task, timeoutMs) {
      worker ??= start();
      worker.ref();
      remember(source.id);
      const outcome = new Promise<Outcome>((resolve) => {
        const timer = setTimeout(() => finish?.({ kind: 'timeout' }), timeoutMs);
        finish = (result) => {
          clearTimeout(timer);
          settle(result);
          resolve(result);
        };
      });
      worker.postMessage({ kind: 'run', source, task } satisfies ToWorker);
      return outcome;
    },
    forget(documentId) {
      if (!loaded.delete(documentId)) return;
      worker?.postMessage({ kind: 'forget', documentId } satisfies ToWorker);
      giveUpWhenBloated();
    },
    async close() {
      await discard();
      finish?.({ kind: 'broken', outOfMemory: false });
    },
  };
}
