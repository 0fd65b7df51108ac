/** Entry of the vision worker threads: one task in, one reply out. Errors leave as values. */
import { RectoError, toPlain } from '@recto/contracts';
import type { Raster } from '@recto/documents';
import { type DetectTask, detect } from '../layout/detect-task.ts';
import { findInk, type InkTask, type PageInk } from '../layout/refine/ink-task.ts';
import type { Region } from '../layout/region.ts';
import { type ClassifyTask, classify } from '../orientation/classify-task.ts';
import { type TurnTask, turn } from '../orientation/turn-task.ts';
import { type UnwarpTask, unwarp } from '../unwarping/unwarp-task.ts';
import type { WorkerReply } from './worker-pool.ts';

export type VisionTask = DetectTask | ClassifyTask | TurnTask | UnwarpTask | InkTask;
export type VisionResult = Region[] | Float32Array | Raster | PageInk;

function perform(task: VisionTask): Promise<VisionResult> | VisionResult {
  switch (task.kind) {
    case 'detect':
      return detect(task);
    case 'classify':
      return classify(task);
    case 'turn':
      return turn(task);
    case 'unwarp':
      return unwarp(task);
    case 'ink':
      return findInk(task);
  }
}

export async function run(task: VisionTask): Promise<WorkerReply<VisionResult>> {
  try {
    return { ok: true, value: await perform(task) };
  } catch (error) {
    const known = error instanceof RectoError ? error : new RectoError('layout.failed', { cause: error });
    // Paths and native messages stay in `detail`, which is for logs.
    return { ok: false, error: toPlain(known), detail: String(error) };
  }
}
