import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RectoError } from '@recto/contracts';
import { afterAll, expect, it } from 'vitest';
import { createDirectoryBlobs } from '../store/directory-blobs.ts';
import { createJobStore, newJobId } from '../store/job-store.ts';
import { type ConcludeParts, createConclude, wrapUp } from './conclude.ts';

const root = mkdtempSync(join(tmpdir(), 'recto-conclude-test-'));
afterAll(() => rmSync(root, { recursive: true }));
const never = new AbortController().signal;

type Queue = ConcludeParts['queue'];

async function job(callback: 'end' | 'pages and end') {
  const store = createJobStore(createDirectoryBlobs(mkdtempSync(join(root, 'store-'))));
  const id = newJobId(Date.now());
  const input = await store.putInput(id, [Buffer.from('file')], never);
  const record = { id, owner: 'ada', createdAt: 1, priority: 'normal', callback, input } as const;
  await store.create(record, { fields: {}, url: null }, { url: 'https://example.org', secret: 'x' }, never);

  const told: string[] = [];
  const queue = (over: Partial<Queue> = {}): Queue => ({
    state: () => Promise.reject(new Error('away')),
    announce: async () => {},
    withdraw: async () => {},
    tell: async (messages) => void told.push(...messages.map(({ event, page }) => `${event} ${page}`)),
    ...over,
  });
  const conclude = (over: Partial<Queue>, signal = never) =>
    createConclude({ store, queue: queue(over), retentionMs: 60_000, onEnd: () => {} })(
      id,
      { state: 'succeeded' },
      signal,
    );
  const isOpen = async () => (await store.blobs.list('open', { limit: 10 }, never)).length === 1;
  return { store, id, told, queue, conclude, isOpen };
}

it('wraps a job up although its end stops the task that decided it', async () => {
  const { store, id, told, conclude, isOpen } = await job('end');
  const task = new AbortController();
  const announce = async () => task.abort(new Error('concluded'));
  expect(await conclude({ announce }, task.signal)).toBe(true);
  expect(task.signal.aborted).toBe(true);
  expect(told).toEqual(['job.finished null']);
  expect(await store.order(id, never)).toBeNull();
  expect(await store.blobs.has(`jobs/${id}/input`, never)).toBe(false);
  expect(await isOpen()).toBe(false);
});

it('tells a callback of every page that it has not heard of, however long the queue was away', async () => {
  const { store, id, told, queue, conclude, isOpen } = await job('pages and end');
  for (const page of ['000000', '000001', '000002']) {
    await store.blobs.put(`jobs/${id}/pages/${page}`, [Buffer.from('page')], never);
  }
  await store.markHeard(id, 1, never);
  const tell = () => Promise.reject(new RectoError('job.queue_unavailable'));
  expect(await conclude({ tell })).toBe(true);
  expect(told).toEqual([]);
  expect(await isOpen()).toBe(true);
  // As whoever looks at unfinished jobs does.
  await wrapUp(id, { store, queue: queue() }, never);
  expect(told).toEqual(['job.page 0', 'job.page 2', 'job.finished null']);
  expect(await isOpen()).toBe(false);
});
