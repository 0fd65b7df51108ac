/** What the queue must do, wherever it lives: the same cases for the embedded one, Redis and PostgreSQL. */
import { randomBytes } from 'node:crypto';
import { RectoError } from '@recto/contracts';
import { afterEach, expect, it, vi } from 'vitest';
import { newJobId } from '../store/job-store.ts';
import { createJobQueue, type JobQueue } from './job-queue.ts';
import type { QueueConnection } from './queue-connection.ts';
import type { PageRange, QueueWork, QueueWorkers, RangeTask } from './workers.ts';

const patience = { timeout: 30_000, interval: 20 };
const options = { documentsAtOnce: 2, rangesAtOnce: 2, lockMs: 3000 };
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
        split: async () => ({ ranges: pair(1), priority: 'normal' }),
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
        return { ranges: pair(3), priority: 'normal' };
      },
      range: async ({ id, first, end }) => void done.push(`${id} ${first}-${end}`),
      finish: async (id) => void done.push(`finish ${id}`),
    });
    const id = newJobId(1);
    await queue.add(id, 'normal');
    await queue.add(id, 'normal');
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
      split: async () => ({ ranges: pair(2), priority: 'normal' }),
      range: async ({ report }) => {
        report({ rendered: 2, recognised: 2, done: 1, blocks: 5, failed: 0 });
        await gate.promise;
      },
    });
    const id = newJobId(1);
    await queue.add(id, 'normal');
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
    await queue.add(first, 'normal');
    await queue.add(second, 'normal');
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
      [long, { ranges: pair(6), priority: 'normal' as const }],
      [short, { ranges: pair(2), priority: 'normal' as const }],
      [urgent, { ranges: pair(2), priority: 'high' as const }],
      [low, { ranges: pair(1), priority: 'low' as const }],
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
      await queue.add(id, 'normal');
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
    await queue.add(id, 'normal');
    await vi.waitFor(() => expect(finished).toEqual([id]), patience);
    expect(attempts).toBe(2);
  });

  it('stops what runs of a job, and takes the rest out', async () => {
    const queue = await createQueue();
    const started: RangeTask[] = [];
    const workers = await work(queue, {
      split: async () => ({ ranges: pair(10), priority: 'normal' }),
      range: async (task, signal) => {
        started.push(task);
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      },
    });
    queue.onChange((id) => workers.stopJob(id));
    const id = newJobId(1);
    await queue.add(id, 'normal');
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
    await queue.tell(end);
    await queue.tell(end);
    await queue.tell({ id, event: 'job.page', page: 3 });
    await vi.waitFor(() => expect(heard.toSorted()).toEqual([`${id}.finished`, `${id}.page-3`]), patience);
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
    await queue.add(id, 'normal');
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
}
