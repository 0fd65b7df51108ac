/** What the pool and its worker threads say to each other. */
import type { PlainError } from '@recto/contracts';
import type { PageSize, TextLayer } from '../page.ts';
import type { SharedBytes } from '../shared-bytes.ts';

/** A PDF as every worker can load it. */
export interface PdfSource {
  readonly id: number;
  readonly bytes: SharedBytes;
  readonly password: string | undefined;
  /** True when the document may be open in several workers at once: small, or with many pages to share out. */
  readonly spreads: boolean;
}

/** Documents that one worker keeps open; the one unused for longest is closed for a new one. */
export const maxOpenDocuments = 4;

export interface OpenTask {
  readonly kind: 'open';
}

export interface RenderTask {
  readonly kind: 'render';
  readonly index: number;
  readonly size: PageSize;
  /** Where the pixels go: RGB, `width * height * 3` bytes. */
  readonly pixels: SharedBytes;
  readonly textLayer: boolean;
}

export type PdfTask = OpenTask | RenderTask;

export interface OpenResult {
  /** Width and height of each page in points. */
  readonly sizes: Float32Array;
}

export interface RenderResult {
  /** Null when it was not asked for. */
  readonly textLayer: TextLayer | null;
}

export interface TaskResults {
  open: OpenResult;
  render: RenderResult;
}

/** `forget` frees a document in the worker; it has no answer. */
export type ToWorker =
  | { readonly kind: 'run'; readonly source: PdfSource; readonly task: PdfTask }
  | { readonly kind: 'forget'; readonly documentId: number };

export type FromWorker =
  | { readonly kind: 'done'; readonly result: TaskResults[PdfTask['kind']]; readonly heapBytes: number }
  /** A failure that leaves the instance sound. */
  | { readonly kind: 'failed'; readonly error: PlainError }
  /** The instance can no longer be trusted: a trap, an abort, or no memory left. The worker must go. */
  | { readonly kind: 'broken'; readonly outOfMemory: boolean };

export interface WorkerSetup {
  readonly wasm: WebAssembly.Module;
  readonly wasmMemoryBytes: number;
}
