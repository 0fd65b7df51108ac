/** A scripted replica on an event loop of its own: what drives the load must not slow down the server that is measured by it. */
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { startScriptedReplica } from '../support/scripted-replica.ts';

export interface ReplicaCounts {
  readonly served: number;
  readonly mostAtOnce: number;
}

export interface ReplicaThread {
  /** Base URL including /v1. */
  readonly url: string;
  counts(): Promise<ReplicaCounts>;
  stop(): Promise<unknown>;
}

/** ms, drawn evenly from a range for each call. */
export interface ServiceRange {
  readonly from: number;
  readonly to: number;
}

export const startReplicaThread = async (service: ServiceRange): Promise<ReplicaThread> => {
  const worker = new Worker(new URL(import.meta.url), { workerData: service });
  const [url] = (await once(worker, 'message')) as [string];
  return {
    url,
    counts: async () => {
      const answer = once(worker, 'message');
      worker.postMessage('counts');
      const [counts] = (await answer) as [ReplicaCounts];
      return counts;
    },
    stop: () => worker.terminate(),
  };
};

const serve = async ({ from, to }: ServiceRange): Promise<void> => {
  const replica = await startScriptedReplica(() => from + (to - from) * Math.random());
  parentPort?.on('message', () => {
    parentPort?.postMessage({ served: replica.served(), mostAtOnce: replica.mostAtOnce() });
  });
  parentPort?.postMessage(replica.url);
};

if (!isMainThread) await serve(workerData as ServiceRange);
