/** Runs one restructuring in a thread of its own, which ends with it. */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { fromPlain } from '@recto/contracts';
import type { RestructuredCore } from './restructure-cores.ts';
import type { RestructureReply, RestructureTask } from './restructure-worker.ts';

/** Beside this module, under the extension that it has: `.ts` in the repository, `.js` where it was built. */
const workerUrl = new URL(`./restructure-worker${extname(import.meta.url)}`, import.meta.url);

type CoresOrder = Extract<RestructureTask, { kind: 'cores' }>;
type RequestOrder = Extract<RestructureTask, { kind: 'request' }>;

/** Throws RectoError; the signal's reason, at once, when it fires. */
export async function runRestructure(
  task: CoresOrder,
  signal: AbortSignal,
): Promise<readonly RestructuredCore[]>;
export async function runRestructure(task: RequestOrder, signal: AbortSignal): Promise<Uint8Array>;
export async function runRestructure(
  task: RestructureTask,
  signal: AbortSignal,
): Promise<Uint8Array | readonly RestructuredCore[]> {
  signal.throwIfAborted();
  const worker = new Worker(workerUrl, { workerData: task });
  const { promise, resolve, reject } = Promise.withResolvers<RestructureReply>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', () => reject(new Error('the restructuring thread ended early')));
  try {
    const reply = await promise;
    if (reply.ok) return reply.answer;
    throw fromPlain(reply.error, new Error(reply.detail));
  } finally {
    signal.removeEventListener('abort', onAbort);
    await worker.terminate();
  }
}
