import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createDirectoryBlobs } from '../store/directory-blobs.ts';
import { createJobStore, newJobId } from '../store/job-store.ts';
import { createConclude } from './conclude.ts';

const root = mkdtempSync(join(tmpdir(), 'recto-conclude-test-'));
afterAll(() => rmSync(root, { recursive: true }));
const never = new AbortController().signal;

it('wraps a job up although its end stops the task that decided it', async () => {
  const store = createJobStore(createDirectoryBlobs(root));
  const id = newJobId(Date.now());
  const input = await store.putInput(id, [Buffer.from('file')], never);
  const record = { id, owner: 'ada', createdAt: 1, priority: 'normal', callback: 'end', input } as const;
  const callback = { url: 'https://example.org', secret: 'x' };
  await store.create(record, { fields: {}, url: null }, callback, never);

  const task = new AbortController();
  const told: string[] = [];
  const conclude = createConclude({
    store,
    queue: {
      state: () => Promise.reject(new Error('away')),
      announce: async () => task.abort(new Error('concluded')),
      withdraw: async () => {},
      tell: async ({ event }) => void told.push(event),
    },
    retentionMs: 60_000,
    onEnd: () => {},
  });
  expect(await conclude(id, { state: 'succeeded' }, task.signal)).toBe(true);
  expect(task.signal.aborted).toBe(true);
  expect(told).toEqual(['job.finished']);
  expect(await store.order(id, never)).toBeNull();
  expect(await store.blobs.has(`jobs/${id}/input`, never)).toBe(false);
  expect(await store.blobs.list('open', { limit: 10 }, never)).toEqual([]);
});
