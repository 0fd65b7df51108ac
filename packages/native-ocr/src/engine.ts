/** The embedded engine: a pool of threads that answer the prompts of a document VLM with Tesseract. */
import { availableParallelism } from 'node:os';
import { fromPlain, RectoError } from '@recto/contracts';
import { Piscina } from 'piscina';
import { findLanguages, languageGroups } from './languages.ts';
import type { Reading } from './tasks/task.ts';
import type { ThreadAnswer, ThreadQuestion, ThreadSettings } from './thread.ts';

export interface NativeEngineOptions {
  /** Tesseract codes, most likely script first. Default: `eng`, `chi_sim`. */
  readonly languages?: readonly string[];
  /** Threads, each with a Tesseract of its own (some 70 MB). Default: cores. */
  readonly workers?: number;
  /** Folders with `<code>.traineddata` or `.traineddata.gz`, searched before the installed data packages. */
  readonly dataDirs?: readonly string[];
  /** Largest image, px. Default 50 million. */
  readonly maxPixels?: number;
  /** From the call to the answer, ms; a thread that is still busy with the image then is replaced. Default 120,000. */
  readonly readTimeoutMs?: number;
}

export interface NativeQuestion {
  /** A JPEG, PNG, WebP, GIF, TIFF or AVIF file. */
  readonly image: Uint8Array;
  /** One of the prompts of pipeline.md 4.1; any other asks for plain text. */
  readonly prompt: string;
  readonly signal: AbortSignal;
}

export interface NativeEngine {
  /** Images read at the same time; more wait in the order of their calls. */
  readonly concurrency: number;
  /**
   * Throws RectoError backend.bad_image, image.too_many_pixels, vlm.timeout, vlm.failed (the thread died; a new one
   * takes its place); the signal's reason when it fires, at once.
   */
  read(question: NativeQuestion): Promise<Reading>;
  /** Resolves when every thread has its languages loaded; rejects with RectoError vlm.failed where one cannot. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

export const nativeEngineDefaults = {
  languages: ['eng', 'chi_sim'],
  maxPixels: 50_000_000,
  readTimeoutMs: 120_000,
} as const;

/** Throws RectoError settings.invalid when a language has no data on this machine. Nothing is ever downloaded. */
export function createNativeEngine(options: NativeEngineOptions = {}): NativeEngine {
  const languages = options.languages ?? nativeEngineDefaults.languages;
  const workers = options.workers ?? availableParallelism();
  const readTimeoutMs = options.readTimeoutMs ?? nativeEngineDefaults.readTimeoutMs;
  const settings: ThreadSettings = {
    files: findLanguages(languages, options.dataDirs ?? []),
    groups: languageGroups(languages),
    maxPixels: options.maxPixels ?? nativeEngineDefaults.maxPixels,
  };
  const pool = new Piscina<ThreadQuestion, ThreadAnswer>({
    filename: threadFile(),
    name: 'answer',
    minThreads: workers,
    maxThreads: workers,
    workerData: settings,
    // With atomics an idle thread sleeps so deeply that its language data is not loaded before the first crop.
    atomics: 'disabled',
    // The event loop comes first where threads are more than cores.
    niceIncrement: 5,
  });
  // A thread that dies between two jobs is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {});

  return {
    concurrency: workers,
    async read({ image, prompt, signal }) {
      signal.throwIfAborted();
      const timeout = AbortSignal.timeout(readTimeoutMs);
      try {
        const answer = await pool.run({ image, prompt }, { signal: AbortSignal.any([signal, timeout]) });
        return readingOf(answer)!;
      } catch (cause) {
        signal.throwIfAborted();
        if (cause instanceof RectoError) throw cause;
        throw new RectoError(timeout.aborted ? 'vlm.timeout' : 'vlm.failed', { cause });
      }
    },
    async ready() {
      const answers = await Promise.all(Array.from({ length: workers }, () => pool.run(null)));
      for (const answer of answers) readingOf(answer);
    },
    close: () => pool.destroy(),
  };
}

function readingOf(answer: ThreadAnswer): Reading | null {
  if (answer.error) throw fromPlain(answer.error);
  return answer.reading;
}

/** TypeScript from a checkout, JavaScript from a build. */
function threadFile(): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`./thread.${extension}`, import.meta.url).href;
}
