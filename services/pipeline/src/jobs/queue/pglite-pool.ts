/**
 * The embedded PostgreSQL as the pool of connections that BullMQ asks for. There is one session behind it, in a thread; "clients"
 * share it, which BullMQ allows: each of its moves is one statement.
 */
import { EventEmitter } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { PgPool, PgPoolClient, PgQueryResult } from 'bullmq';
import { lockDirectory } from './lock-directory.ts';
import type { FromPglite, PgliteThreadData, ToPglite } from './pglite-worker.ts';

/** Beside this module, under the extension that it has: `.ts` in the repository, `.js` where it was built. */
const workerUrl = new URL(`./pglite-worker${extname(import.meta.url)}`, import.meta.url);

type Order = ToPglite extends infer T ? (T extends { id: number } ? Omit<T, 'id'> : never) : never;

/**
 * Opens the database in a directory, which is made where it is missing. One process at a time may have it.
 * Throws RectoError job.queue_unavailable.
 */
export async function openPglitePool(dataDirectory: string): Promise<PgPool> {
  await mkdir(dirname(dataDirectory), { recursive: true });
  const unlock = await lockDirectory(dataDirectory);
  const thread = startThread(dataDirectory);
  const notifications = new EventEmitter().setMaxListeners(0);
  thread.onNotification((channel, payload) => notifications.emit('notification', { channel, payload }));

  const query = async (text: string, params?: readonly unknown[]): Promise<PgQueryResult> => {
    const channel = /^\s*LISTEN\s+(\w+)/m.exec(text)?.[1];
    if (channel !== undefined) return thread.ask({ kind: 'listen', channel });
    return thread.ask({ kind: 'query', text, params: params ?? null });
  };

  const connect = async (): Promise<PgPoolClient> => {
    const client = new EventEmitter();
    const pass = (message: unknown) => client.emit('notification', message);
    notifications.on('notification', pass);
    const release = () => void notifications.off('notification', pass);
    return Object.assign(client, { query, release }) as unknown as PgPoolClient;
  };

  const end = async () => {
    await thread.close();
    await unlock();
  };
  const pool = Object.assign(new EventEmitter().setMaxListeners(0), { query, connect, end });
  thread.onError((error) => {
    if (pool.listenerCount('error') > 0) pool.emit('error', error);
  });
  return pool as unknown as PgPool;
}

function startThread(dataDirectory: string) {
  const workerData: PgliteThreadData = { dataDirectory };
  const worker = new Worker(workerUrl, { workerData });
  const waiting = new Map<number, { resolve(result: PgQueryResult): void; reject(error: Error): void }>();
  let lastId = 0;
  let ended: Error | null = null;
  let notify: (channel: string, payload: string) => void = () => {};
  let complain: (error: Error) => void = () => {};

  const settle = (message: FromPglite) => {
    if (message.kind === 'notification') return notify(message.channel, message.payload);
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === 'answer')
      return asked?.resolve({ rows: [...message.rows], rowCount: message.rowCount });
    return asked?.reject(Object.assign(new Error(message.message), { code: message.code }));
  };
  const end = (error: Error) => {
    ended ??= error;
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };
  worker.on('message', settle);
  worker.on('error', (error) => {
    end(error);
    complain(error);
  });
  worker.on('exit', () => end(new Error('the thread of the embedded database ended')));

  const ask = (order: Order): Promise<PgQueryResult> => {
    if (ended !== null) return Promise.reject(ended);
    lastId += 1;
    const { promise, resolve, reject } = Promise.withResolvers<PgQueryResult>();
    waiting.set(lastId, { resolve, reject });
    worker.postMessage({ ...order, id: lastId });
    return promise;
  };

  return {
    ask,
    onNotification: (listener: typeof notify) => {
      notify = listener;
    },
    onError: (listener: typeof complain) => {
      complain = listener;
    },
    close: async () => {
      // A database that cannot close is recovered at the next start.
      await ask({ kind: 'close' }).catch(() => {});
      await worker.terminate();
    },
  };
}
