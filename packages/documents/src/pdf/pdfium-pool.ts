/**
 * Worker threads with one PDFium each, and the queue before them. Owns which thread takes which task, the retry after
 * a crash, and what an aborted caller gets. First come, first served; fairness between requests is the conductor's.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fromPlain, RectoError } from '@recto/contracts';
import type { PdfSource, PdfTask, TaskResults } from './protocol.ts';
import { createWorkerSlot, type Outcome, type WorkerSlot } from './worker-slot.ts';

export interface PdfiumPool {
  /**
   * Throws RectoError. A task that waits is dropped as soon as the signal fires, with its reason; one that has begun
   * settles when it ends, for PDFium cannot be interrupted. After `timeoutMs` the thread is ended.
   */
  run<K extends PdfTask['kind']>(
    source: PdfSource,
    task: TaskOf<K>,
    options: RunOptions,
  ): Promise<TaskResults[K]>;
  /** Frees the document in every thread that has it open. */
  forget(documentId: number): void;
  /** Ends all threads; what waits or runs is rejected. */
  close(): Promise<void>;
}

/** Made when its turn comes, so that what waits in the queue holds no memory for pixels. */
type TaskOf<K extends PdfTask['kind']> = () => Extract<PdfTask, { kind: K }>;

export interface RunOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface PdfiumPoolOptions {
  /** Threads at most; each starts when it is first needed. */
  readonly size: number;
  readonly wasmMemoryBytes: number;
}

interface Job {
  readonly source: PdfSource;
  readonly makeTask: () => PdfTask;
  readonly options: RunOptions;
  /** Takes the job off the queue: its caller has gone. */
  drop(): void;
  resolve(result: TaskResults[PdfTask['kind']]): void;
  reject(reason: unknown): void;
}

export async function createPdfiumPool({ size, wasmMemoryBytes }: PdfiumPoolOptions): Promise<PdfiumPool> {
  const wasm = await compilePdfium();
  const slots = Array.from({ length: size }, () => createWorkerSlot({ wasm, wasmMemoryBytes }));
  const queue: Job[] = [];
  let closed = false;

  function dispatch(): void {
    for (const job of [...queue]) {
      const slot = slotFor(job.source, slots);
      if (!slot) continue;
      queue.splice(queue.indexOf(job), 1);
      void work(slot, job);
    }
  }

  async function work(slot: WorkerSlot, job: Job): Promise<void> {
    const { source, options } = job;
    options.signal.removeEventListener('abort', job.drop);
    const task = job.makeTask();
    let outcome = await slot.run(source, task, options.timeoutMs);
    // The thread is fresh now, and no other document shares it: a second crash is this page's own.
    if (outcome.kind === 'broken' && !options.signal.aborted && !closed) {
      outcome = await slot.run(source, task, options.timeoutMs);
    }
    if (outcome.kind === 'done') job.resolve(outcome.result);
    else job.reject(failureOf(task, outcome));
    dispatch();
  }

  function enqueue(source: PdfSource, makeTask: () => PdfTask, options: RunOptions) {
    const { signal } = options;
    return new Promise<TaskResults[PdfTask['kind']]>((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      if (closed) return reject(new RectoError('server.draining'));
      const drop = () => {
        queue.splice(queue.indexOf(job), 1);
        reject(signal.reason);
      };
      const job: Job = { source, makeTask, options, drop, resolve, reject };
      signal.addEventListener('abort', drop, { once: true });
      queue.push(job);
      dispatch();
    });
  }

  return {
    run: <K extends PdfTask['kind']>(source: PdfSource, task: TaskOf<K>, options: RunOptions) =>
      enqueue(source, task, options) as Promise<TaskResults[K]>,
    forget(documentId) {
      for (const slot of slots) slot.forget(documentId);
    },
    async close() {
      closed = true;
      for (const job of queue.splice(0)) {
        job.options.signal.removeEventListener('abort', job.drop);
        job.reject(new RectoError('server.draining'));
      }
      await Promise.all(slots.map((slot) => slot.close()));
    },
  };
}

/**
 * The idle thread to use, or null to wait. One that has the document open comes first; a document that is costly to
 * load a second time waits for the thread that has it.
 */
function slotFor(source: PdfSource, slots: readonly WorkerSlot[]): WorkerSlot | null {
  const idle = slots.filter((slot) => !slot.busy);
  const loaded = idle.find((slot) => slot.has(source.id));
  if (loaded) return loaded;
  if (!source.spreads && slots.some((slot) => slot.has(source.id))) return null;
  return idle.find((slot) => slot.started) ?? idle[0] ?? null;
}

function failureOf(task: PdfTask, outcome: Exclude<Outcome, { kind: 'done' }>): RectoError {
  if (outcome.kind === 'failed') return fromPlain(outcome.error);
  if (outcome.kind === 'broken' && outcome.outOfMemory) return new RectoError('file.bomb');
  if (task.kind === 'render') {
    return new RectoError(outcome.kind === 'timeout' ? 'page.timeout' : 'page.render_failed');
  }
  return outcome.kind === 'timeout'
    ? new RectoError('file.broken', { message: 'The PDF takes too long to open' })
    : new RectoError('file.broken');
}

async function compilePdfium(): Promise<WebAssembly.Module> {
  const path = createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm');
  return WebAssembly.compile(await readFile(path));
}
