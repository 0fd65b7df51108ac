/** What the queue must do, wherever it lives: the same cases for the embedded one, Redis and PostgreSQL. */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RectoError } from '@recto/contracts';
import express from 'express';
import { afterEach, expect, it, vi } from 'vitest';
import { newJobId } from '../store/job-store.ts';
import { createJobQueue, type JobQueue, type QueueableJob } from './job-queue.ts';
import type { QueueConnection } from './queue-connection.ts';
import { type OwnerLimit, TaskDeferred } from './turnstile.ts';
import type { PageRange, QueueWork, QueueWorkers, RangeTask, Split } from './workers.ts';

const patience = { timeout: 30_000, interval: 20 };
const options = { documentsAtOnce: 2, rangesAtOnce: 2, lockMs: 3000 };
const ticket = (id: string, over: Partial<QueueableJob> = {}): QueueableJob => ({
  id,
  owner: 'ada',
  priority: 'normal',
  ...over,
});
const plan = (ranges: number, over: Partial<Split> = {}): Split => ({
  ranges: pair(ranges),
  owner: 'ada',
  priority: 'normal',
  ...over,
});
const pair = (count: number): PageRange[] =>
  Array.from({ length: count }, (_, k) => ({ first: 2 * k, end: 2 * k + 2 }));

export function jobQueueCases(connect: () => Promise<QueueConnection>): void {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const part of open.splice(0).toReversed()) await part.close();
  });

  const createQueue = async (namespace = `test-${randomBytes(6).toString('hex')}`): Promise<JobQueue> => {
    const queue = await createJobQueue({
      connection: await connect(),
      namespace,
      onError: () => {},
      onTask: () => {},
    });
    open.push(queue);
    return queue;
  };
  const work = async (
    queue: JobQueue,
    over: Partial<QueueWork>,
    settings = options,
  ): Promise<QueueWorkers> => {
    const workers = await queue.work(
      {
        limit: null,
        split: async () => plan(1),
        range: async () => {},
        finish: async () => {},
        tell: async () => {},
        ...over,
      },
      settings,
    );
    open.push({ close: () => workers.stop(0) });
    return workers;
  };

  it('splits a document, does its ranges, then puts it together', async () => {
    const queue = await createQueue();
    const done: string[] = [];
    await work(queue, {
      split: async (id) => {
        done.push(`split ${id}`);
        return plan(3);
      },
      range: async ({ id, first, end }) => void done.push(`${id} ${first}-${end}`),
      finish: async (id) => void done.push(`finish ${id}`),
    });
    const id = newJobId(1);
    await queue.add(ticket(id));
    await queue.add(ticket(id));
    await vi.waitFor(() => expect(done).toContain(`finish ${id}`), patience);
    expect(done[0]).toBe(`split ${id}`);
    expect(done.slice(1, -1).sort()).toEqual([`${id} 0-2`, `${id} 2-4`, `${id} 4-6`]);
    expect(done).toHaveLength(5);
  });

  it('tells who listens how far a job has come', async () => {
    const queue = await createQueue();
    const heard: string[] = [];
    queue.onChange((id) => heard.push(id));
    const gate = Promise.withResolvers<void>();
    await work(queue, {
      split: async () => plan(2),
      range: async ({ report }) => {
        report({ rendered: 2, recognised: 2, done: 1, blocks: 5, failed: 0 });
        await gate.promise;
      },
    });
    const id = newJobId(1);
    await queue.add(ticket(id));
    const progress = { rendered: 4, recognised: 4, done: 2, blocks: 10, failed: 0 };
    await vi.waitFor(async () => expect((await queue.state(id)).progress).toEqual(progress), patience);
    expect(await queue.state(id)).toMatchObject({ state: 'running', position: null });
    expect(heard).toContain(id);
    gate.resolve();
    await vi.waitFor(() => queue.announce(id));
    expect((await queue.state(newJobId(1))).state).toBe('gone');
  });

  it('says how many ranges wait in front of a job', async () => {
    const queue = await createQueue();
    const [first, second] = [newJobId(1), newJobId(2)];
    await queue.add(ticket(first));
    await queue.add(ticket(second));
    expect(await queue.state(first)).toMatchObject({ state: 'queued', position: 0 });
    expect(await queue.state(second)).toMatchObject({ state: 'queued', position: 1 });
    expect(await queue.levels()).toMatchObject({ waitingDocuments: 2, waitingRanges: 0 });
  });

  it('lets documents take turns, and high priority go first', async () => {
    const queue = await createQueue();
    const gate = Promise.withResolvers<void>();
    const order: string[] = [];
    const [long, short, urgent, low] = [newJobId(1), newJobId(2), newJobId(3), newJobId(4)];
    const plans = new Map([
      [long, plan(6)],
      [short, plan(2)],
      [urgent, plan(2, { priority: 'high' })],
      [low, plan(1, { priority: 'low' })],
    ]);
    const split: string[] = [];
    await work(
      queue,
      {
        split: async (id) => {
          split.push(id);
          return plans.get(id) ?? null;
        },
        range: async ({ id, first }) => {
          order.push(
            `${id === long ? 'long' : id === short ? 'short' : id === urgent ? 'urgent' : 'low'} ${first / 2}`,
          );
          await gate.promise;
        },
      },
      { ...options, rangesAtOnce: 1 },
    );
    for (const id of [long, low, short, urgent]) {
      await queue.add(ticket(id));
      await vi.waitFor(async () => {
        expect(split).toContain(id);
        expect((await queue.levels()).waitingDocuments).toBe(0);
        expect((await queue.state(id)).position ?? 0).toBeLessThan(20);
      }, patience);
    }
    const total = 6 + 2 + 2 + 1;
    await vi.waitFor(async () => {
      const { waitingRanges, activeRanges } = await queue.levels();
      expect(waitingRanges + activeRanges).toBe(total);
    }, patience);
    gate.resolve();
    await vi.waitFor(() => expect(order).toHaveLength(total), patience);
    expect(order[0]).toBe('long 0');
    expect(order.indexOf('urgent 1')).toBeLessThan(order.indexOf('short 1'));
    expect(order.indexOf('short 1')).toBeLessThan(order.indexOf('long 3'));
    expect(order.at(-1)).toBe('low 0');
  });

  it('tries a range again that failed, and puts the document together whatever happens', async () => {
    const queue = await createQueue();
    let attempts = 0;
    const finished: string[] = [];
    await work(queue, {
      range: async () => {
        attempts += 1;
        if (attempts === 1) throw new RectoError('vlm.unreachable');
      },
      finish: async (id) => void finished.push(id),
    });
    const id = newJobId(1);
    await queue.add(ticket(id));
    await vi.waitFor(() => expect(finished).toEqual([id]), patience);
    expect(attempts).toBe(2);
  });

  it('stops what runs of a job, and takes the rest out', async () => {
    const queue = await createQueue();
    const started: RangeTask[] = [];
    const workers = await work(queue, {
      split: async () => plan(10),
      range: async (task, signal) => {
        started.push(task);
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      },
    });
    queue.onChange((id) => workers.stopJob(id));
    const id = newJobId(1);
    await queue.add(ticket(id));
    await vi.waitFor(() => expect(started).toHaveLength(2), patience);
    expect(workers.running()).toEqual(new Set([id]));
    await queue.withdraw(id);
    await vi.waitFor(() => expect(workers.running().size).toBe(0), patience);
    await vi.waitFor(
      async () => expect(await queue.levels()).toMatchObject({ waitingRanges: 0, activeRanges: 0 }),
      patience,
    );
    expect(started).toHaveLength(2);
  });

  it('says a thing once, however often it is told, and again until it is heard', async () => {
    const queue = await createQueue();
    const heard: string[] = [];
    await work(queue, { tell: async ({ deliveryId }) => void heard.push(deliveryId) });
    const id = newJobId(1);
    const end = { id, event: 'job.finished' as const, page: null };
    await queue.tell([end]);
    await queue.tell([end, { id, event: 'job.page', page: 3 }, end]);
    await vi.waitFor(() => expect(heard.toSorted()).toEqual([`${id}.finished`, `${id}.page-3`]), patience);
  });

  it('goes on telling of a job that has ended', async () => {
    const queue = await createQueue();
    const told = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    const stopped: boolean[] = [];
    const workers = await work(queue, {
      tell: async (_message, signal) => {
        told.resolve();
        await answered.promise;
        stopped.push(signal.aborted);
      },
    });
    const id = newJobId(1);
    await queue.tell([{ id, event: 'job.finished', page: null }]);
    await told.promise;
    expect(workers.running().size).toBe(0);
    workers.stopJob(id);
    // A signal comes by a turn of the event loop at most.
    await new Promise((turn) => setImmediate(turn));
    answered.resolve();
    await vi.waitFor(() => expect(stopped).toEqual([false]), patience);
  });

  it('hands back what runs when a worker stops, without counting it as an attempt', async () => {
    const namespace = `test-${randomBytes(6).toString('hex')}`;
    const queue = await createQueue(namespace);
    const hangs = Promise.withResolvers<void>();
    const first = await work(queue, {
      range: (_task, signal) => {
        hangs.resolve();
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      },
    });
    const id = newJobId(1);
    await queue.add(ticket(id));
    await hangs.promise;
    await first.stop(0);
    const finished: string[] = [];
    const lasts: boolean[] = [];
    await work(queue, {
      range: async ({ isLast }) => void lasts.push(isLast),
      finish: async (job) => void finished.push(job),
    });
    await vi.waitFor(() => expect(finished).toEqual([id]), patience);
    expect(lasts).toEqual([false]);
  });

  it('lets an owner have no more tasks at once than it may, and holds up nobody else meanwhile', async () => {
    const queue = await createQueue();
    const [first, second, other] = [newJobId(1), newJobId(2), newJobId(3)];
    const jobs: Record<string, string[]> = { ada: [first, second], bob: [other] };
    const free: Record<string, Set<number>> = { ada: new Set([0]), bob: new Set([0]) };
    const limit: OwnerLimit = {
      enter: async (owner, kind) => {
        if (!kind.endsWith('ranges')) return async () => {};
        const slots = free[owner] as Set<number>;
        return slots.delete(0) ? async () => void slots.add(0) : null;
      },
      jobsOf: async (owner) => new Set(jobs[owner]),
    };
    const running = { ada: 0, bob: 0 };
    const order: string[] = [];
    const finished: string[] = [];
    const gate = Promise.withResolvers<void>();
    await work(
      queue,
      {
        limit,
        split: async (id) => plan(2, { owner: id === other ? 'bob' : 'ada' }),
        range: async ({ id, first: page }) => {
          const owner = id === other ? 'bob' : 'ada';
          running[owner] += 1;
          expect(running[owner]).toBe(1);
          order.push(`${owner} ${page}`);
          // Ada's first range is under way until bob is through.
          if (owner === 'ada') await gate.promise;
          running[owner] -= 1;
        },
        finish: async (id) => {
          finished.push(id);
          if (id === other) gate.resolve();
        },
      },
      { ...options, rangesAtOnce: 3 },
    );
    await queue.add(ticket(first));
    await queue.add(ticket(second));
    await vi.waitFor(() => expect(order).toEqual(['ada 0']), patience);
    await queue.add(ticket(other, { owner: 'bob' }));
    await vi.waitFor(() => expect(finished.toSorted()).toEqual([first, second, other].toSorted()), patience);
    expect(finished[0]).toBe(other);
    expect(order).toHaveLength(6);
  });

  it('puts off a task whose time has not come, which counts as no attempt and shows as waiting', async () => {
    const queue = await createQueue();
    const lasts: boolean[] = [];
    const finished: string[] = [];
    let counted = 0;
    const deferred = Promise.withResolvers<void>();
    let isOpen = false;
    await work(queue, {
      range: async (task) => {
        if (!isOpen) {
          deferred.resolve();
          throw new TaskDeferred(400);
        }
        lasts.push(task.isLast);
        if (task.isCounted) counted += 1;
        await task.counted();
        if (lasts.length === 1) throw new RectoError('vlm.unreachable');
      },
      finish: async (job) => void finished.push(job),
    });
    const id = newJobId(1);
    await queue.add(ticket(id));
    await deferred.promise;
    await vi.waitFor(
      async () => expect(await queue.state(id)).toMatchObject({ state: 'queued', startedAt: null }),
      patience,
    );
    expect(await queue.waitingOf(new Set([id]))).toBeLessThanOrEqual(1);
    isOpen = true;
    await vi.waitFor(() => expect(finished).toEqual([id]), patience);
    expect(lasts).toEqual([false, false]);
    expect(counted).toBe(1);
  });

  it('says how much of what waits is of some jobs', async () => {
    const queue = await createQueue();
    const [mine, too, other] = [newJobId(1), newJobId(2), newJobId(3)];
    for (const id of [mine, too, other]) await queue.add(ticket(id));
    expect(await queue.waitingOf(new Set([mine, too]))).toBe(2);
    expect(await queue.waitingOf(new Set())).toBe(0);
  });

  it('shows what waits on a board', async () => {
    const queue = await createQueue();
    await queue.add(ticket(newJobId(1)));
    const server = createServer(express().use('/board', await queue.board('/board')));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    open.push({
      close: async () => {
        server.closeAllConnections();
        server.close();
      },
    });
    const { port } = server.address() as AddressInfo;
    const shown = await fetch(`http://127.0.0.1:${port}/board/api/queues`);
    expect(shown.status).toBe(200);
    const { queues } = (await shown.json()) as { queues: { displayName: string; counts: object }[] };
    expect(queues.map(({ displayName }) => displayName)).toEqual(['Documents', 'Ranges', 'Callbacks']);
    expect(queues[0]?.counts).toMatchObject({ prioritized: 1, active: 0 });
  });
}
