/** The thread in which pages are restructured: parsing megabytes of JSON and HTML would hold the event loop. */
import { parentPort, workerData } from 'node:worker_threads';
import { type PlainError, toPlain } from '@recto/contracts';
import { type CoresTask, restructureCores } from './restructure-cores.ts';
import { restructureRequest } from './restructure-request.ts';

export type RestructureTask =
  | ({ readonly kind: 'cores' } & CoresTask)
  | { readonly kind: 'request'; readonly body: Uint8Array };

export type RestructureReply =
  | { readonly ok: true; readonly parts: readonly Uint8Array[] }
  | { readonly ok: false; readonly error: PlainError; readonly detail: string };

function reply(task: RestructureTask): RestructureReply {
  try {
    return {
      ok: true,
      parts: task.kind === 'cores' ? restructureCores(task) : [restructureRequest(task.body)],
    };
  } catch (error) {
    return { ok: false, error: toPlain(error), detail: String(error) };
  }
}

parentPort?.postMessage(reply(workerData as RestructureTask));
