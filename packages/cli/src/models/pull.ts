/** `recto models pull`: a model of the registry from the first of its addresses that gives the right bytes. */
import type { KnownModel } from '@recto/vision';
import type { Dispatcher } from 'undici';
import { exitCodes, Failure } from '../failure.ts';
import { download, type Patience } from './download.ts';
import type { ModelStore } from './model-store.ts';
import type { PartialFile } from './partial-file.ts';

export interface PullOptions {
  readonly store: ModelStore;
  /** In place of the registry's addresses; the sum stays the registry's. */
  readonly from: string | undefined;
  readonly patience: Patience;
  readonly dispatcher?: Dispatcher | undefined;
  readonly signal: AbortSignal;
  onProgress?(bytes: number): void;
  /** An address was given up, and why. */
  onGivenUp?(url: string, reason: string): void;
}

/** Throws Failure when every address failed: mismatch when the last of them sent other bytes. */
export async function pull(model: KnownModel, options: PullOptions): Promise<void> {
  const { source } = model;
  if (source === null) throw new Failure(exitCodes.usage, `${model.name} ships with Recto`);
  const urls = options.from === undefined ? source.urls : [options.from];
  await options.store.withPartial(model, async (file) => {
    let last: Failure | undefined;
    for (const url of urls) {
      try {
        return await pullFrom(url, file, model, options);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        options.onGivenUp?.(url, error.message);
        last = error;
      }
    }
    throw new Failure(last?.exitCode ?? exitCodes.failed, `${model.name} could not be had: ${last?.message}`);
  });
}

/** Pieces of two answers that do not fit together are no fault of the server: then once more, from the start. */
async function pullFrom(
  url: string,
  file: PartialFile,
  model: KnownModel,
  options: PullOptions,
): Promise<void> {
  const bytes = model.source?.bytes ?? 0;
  const wasBegun = (await file.size()) > 0;
  await download(url, file, { ...options, bytes });
  try {
    await options.store.adopt(file, model, options.signal);
  } catch (error) {
    if (!wasBegun || !(error instanceof Failure)) throw error;
    await download(url, file, { ...options, bytes });
    await options.store.adopt(file, model, options.signal);
  }
}
