/** The thread in which pages are restructured: parsing megabytes of JSON and HTML would hold the event loop. */
import { parentPort, workerData } from 'node:worker_threads';
import { type PlainError, toPlain } from '@recto/contracts';
import { type CoresTask, type RestructuredCore, restructureCores } from './restructure-cores.ts';
import { restructureRequest } from './restructure-request.ts';

export type RestructureTask =
  | ({ readonly kind: 'cores' } & CoresTask)
  | { readonly kind: 'request'; readonly body: Uint8Array };

export type RestructureReply =
  | { readonly ok: true; readonly answer: Uint8Array | readonly RestructuredCore[] }
  | { readonly ok: false; readonly error: PlainError; readonly detail: string };

async function reply(task: RestructureTask): Promise<RestructureReply> {
  try {
    const answer = task.kind === 'cores' ? restructureCores(task) : await restructureRequest(task.body);
    return { ok: true, answer };
  } catch (error) {
    return { ok: false, error: toPlain(error), detail: String(error) };
  }
}

parentPort?.postMessage(await reply(workerData as RestructureTask));
