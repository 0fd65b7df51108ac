/** Bull Board over the queues: a look at what waits and what failed, and no hand in it. */
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import type { Queue } from 'bullmq';
import type { RequestHandler } from 'express';

export interface BoardQueue {
  readonly queue: Pick<Queue, 'name'>;
  readonly title: string;
  readonly description: string;
}

/** Enough to tell owners apart. */
const shownOfOwner = 8;

/**
 * Read-only: an entry that the board removed or tried again would contradict the store, which says what has ended and which pages are done.
 * @param basePath under which it is mounted
 */
export function createBoard(queues: readonly BoardQueue[], basePath: string): RequestHandler {
  const serverAdapter = new ExpressAdapter().setBasePath(basePath);
  const adapters = queues.map(({ queue, title, description }) => {
    const adapter = new BullMQAdapter(queue as Queue, {
      readOnlyMode: true,
      displayName: title,
      description,
    });
    adapter.setFormatter('data', (data: { owner?: string } | undefined) =>
      data?.owner === undefined ? data : { ...data, owner: data.owner.slice(0, shownOfOwner) },
    );
    return adapter;
  });
  // Who works is only known of Redis: elsewhere the board would warn that nobody does.
  const uiConfig = { boardTitle: 'Recto: jobs', hideRedisDetails: true, showWorkers: false };
  createBullBoard({ queues: adapters, serverAdapter, options: { uiConfig } });
  const board = serverAdapter.getRouter();
  board.disable('x-powered-by');
  board.disable('etag');
  return board as RequestHandler;
}
