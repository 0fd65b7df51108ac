import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ParsedPage } from '../../conductor/parse-page.ts';
import { createSpool, readWhole, type SpoolFile } from '../../conductor/spool.ts';
import { createDirectoryBlobs } from './directory-blobs.ts';
import type { JobOutcome, JobRecord } from './job-records.ts';
import { createdAt, createJobStore, isJobId, newJobId } from './job-store.ts';
import { createRetention } from './retention.ts';
import { loadDocument, storeDocument } from './stored-document.ts';
import { loadExport, storeExport } from './stored-exports.ts';
import { createJobSpool } from './stored-spool.ts';

const root = mkdtempSync(join(tmpdir(), 'recto-job-store-test-'));
afterAll(() => rmSync(root, { recursive: true }));
const never = new AbortController().signal;
const freshStore = () => createJobStore(createDirectoryBlobs(mkdtempSync(join(root, 'store-'))));
const openSpool = () => createSpool({ directory: root, maxBytes: 10_000_000 }).open();

const recordOf = (id: string, owner = 'ada'): JobRecord => ({
  id,
  owner,
  createdAt: 1,
  priority: 'normal',
  callback: 'nothing',
  input: { bytes: 3, sha256: null },
});
const order = { fields: { password: 'secret' }, url: null };
const outcome = (over: Partial<JobOutcome> = {}): JobOutcome => ({
  state: 'succeeded',
  finishedAt: 1,
  expiresAt: 1000,
  error: null,
  pagesTotal: 1,
  pagesDone: 1,
  blocksDone: 3,
  failures: [],
  formats: [],
  startedAt: 1,
  timings: {},
  ...over,
});

async function spooledPage(spool: SpoolFile, text: string, withExports: boolean): Promise<ParsedPage> {
  const part = (name: string) => spool.append(Buffer.from(`${name} of ${text}`));
  return {
    size: { width: 3, height: 4 },
    core: await part('core'),
    pictures: await part('pictures'),
    blocks: 2,
    edges: [{ key: 'report#', y: 0.04 }],
    timings: { render: 3, layout: 4 },
    failures: [{ code: 'vlm.failed', message: 'no', retryable: true, page: 0, block: 1 }],
    exportSource: withExports ? { said: await part('said'), shown: await part('shown') } : null,
    exports: null,
  };
}

describe('ids', () => {
  it('sort newest first', () => {
    const ids = [3000, 1000, 2000].map(newJobId);
    expect(ids.toSorted()).toEqual([ids[0], ids[2], ids[1]]);
  });

  it('say when the job was handed in', () => {
    expect(createdAt(newJobId(1_700_000_000_123))).toBe(1_700_000_000_123);
  });

  it('are told from anything else', () => {
    expect(isJobId(newJobId(Date.now()))).toBe(true);
    for (const text of ['', '..', '../owners', newJobId(1).toUpperCase(), `${newJobId(1)}/x`])
      expect(isJobId(text)).toBe(false);
  });
});

describe('a job in the store', () => {
  it('is there from its creation on, with an order that goes when it is done', async () => {
    const store = freshStore();
    const id = newJobId(1);
    expect(await store.record(id, never)).toBeNull();
    await store.putInput(id, [Buffer.from('pdf')], never);
    await store.create(recordOf(id), order, null, never);
    expect(await store.record(id, never)).toEqual(recordOf(id));
    expect(await store.order(id, never)).toEqual(order);
    expect(await Array.fromAsync(store.unfinished(never))).toEqual([id]);
    await store.conclude(id, outcome(), never);
    expect(await store.unfinishedOf('ada', 10, never)).toBe(1);
    await store.tidy({ id, owner: 'ada' }, never);
    expect(await store.unfinishedOf('ada', 10, never)).toBe(0);
    expect(await store.order(id, never)).toBeNull();
    expect(await Array.fromAsync(store.unfinished(never))).toEqual([]);
    expect(await store.blobs.has(`jobs/${id}/input`, never)).toBe(false);
  });

  it('ends once: the first outcome stands', async () => {
    const store = freshStore();
    const id = newJobId(1);
    expect(await store.conclude(id, outcome({ state: 'cancelled' }), never)).toBe(true);
    expect(await store.conclude(id, outcome(), never)).toBe(false);
    expect((await store.outcome(id, never))?.state).toBe('cancelled');
  });

  it('is listed for its owner alone, newest first', async () => {
    const store = freshStore();
    const ids = [1000, 2000, 3000].map(newJobId);
    for (const id of ids) await store.create(recordOf(id), order, null, never);
    await store.create(recordOf(newJobId(1500), 'bob'), order, null, never);
    expect(await store.ofOwner('ada', { limit: 2 }, never)).toEqual([ids[2], ids[1]]);
    expect(await store.ofOwner('ada', { after: ids[1] as string, limit: 2 }, never)).toEqual([ids[0]]);
  });

  it('is found again under an idempotency key', async () => {
    const store = freshStore();
    const kept = { id: newJobId(1), fingerprint: 'f' };
    expect(await store.keepKey('ada', 'my key', kept, never)).toBeNull();
    expect(await store.keepKey('ada', 'my key', { ...kept, id: newJobId(2) }, never)).toEqual(kept);
    expect(await store.keepKey('bob', 'my key', kept, never)).toBeNull();
  });
});

describe('pages', () => {
  it.each([true, false])('come back as they were spooled (exports: %s)', async (withExports) => {
    const store = freshStore();
    const id = newJobId(1);
    const spool = await openSpool();
    const page = await spooledPage(spool, 'seven', withExports);
    await store.putPage(id, 7, page, spool, never);
    await spool.close();

    expect(await store.pagesDone(id, { first: 0, end: 8 }, never)).toEqual(new Set([7]));
    expect(await store.pagesDone(id, { first: 7, end: 9 }, never)).toEqual(new Set([7]));
    expect(await store.pagesDone(id, { first: 0, end: 7 }, never)).toEqual(new Set());
    expect(await store.pagesDone(id, { first: 8, end: 9 }, never)).toEqual(new Set());
    const read = await store.page(id, 7, never);
    expect(read).toMatchObject({ size: page.size, failures: page.failures, exports: null });
    const jobSpool = createJobSpool(store.blobs, await openSpool(), never);
    expect(String(await readWhole(jobSpool, read.core))).toBe('core of seven');
    expect(String(await readWhole(jobSpool, read.pictures))).toBe('pictures of seven');
    if (withExports && read.exportSource) {
      expect(String(await readWhole(jobSpool, read.exportSource.shown))).toBe('shown of seven');
    } else expect(read.exportSource).toBeNull();
    await jobSpool.close();
  });

  it('become a document that can be read again and again', async () => {
    const store = freshStore();
    const id = newJobId(1);
    const pageSpool = await openSpool();
    await store.putPage(id, 0, await spooledPage(pageSpool, 'zero', true), pageSpool, never);
    await pageSpool.close();

    const spool = createJobSpool(store.blobs, await openSpool(), never);
    const stored = await store.page(id, 0, never);
    const rewritten = { ...stored, core: await spool.append(Buffer.from('restructured')) };
    const file = { fileName: 'x.zip', content: [await spool.append(Buffer.from('PK')), stored.core] };
    const document = {
      pages: [rewritten],
      dataInfo: { numPages: 1, pages: [{ width: 3, height: 4 }], type: 'pdf' as const },
      exports: new Map([['zip', file] as const]),
      timings: { render: 5 },
      exportMeans: { style: {} as never, formats: [] },
    };
    expect(await loadDocument(store.blobs, id, never)).toBeNull();
    await storeDocument(store.blobs, id, document, spool, never);
    await spool.close();

    const loaded = await loadDocument(store.blobs, id, never);
    if (loaded === null) throw new Error('not loaded');
    expect(String(await readWhole(loaded.spool, loaded.pages[0]?.core as never))).toBe('restructured');
    expect(String(await readWhole(loaded.spool, loaded.pages[0]?.pictures as never))).toBe(
      'pictures of zero',
    );
    const content = loaded.exports?.get('zip')?.content as never as { offset: number; length: number }[];
    const texts = await Promise.all(content.map((part) => readWhole(loaded.spool, part)));
    expect(texts.map(String)).toEqual(['PK', 'core of zero']);
    expect(loaded.failures).toHaveLength(1);
    expect(loaded.timings).toEqual(new Map([['render', 5]]));
  });
});

describe('retention', () => {
  const limits = { maxBytes: null, tombstoneMs: 5000 };
  const concluded = async (store: ReturnType<typeof freshStore>, createdAt: number, bytes = 10) => {
    const id = newJobId(createdAt);
    await store.create(recordOf(id), order, null, never);
    await storeExport(store.blobs, id, 'zip', [Buffer.alloc(bytes)], never);
    await store.conclude(id, outcome({ expiresAt: createdAt + 1000 }), never);
    return id;
  };

  it('deletes results past their time, remembers them for a while, then forgets', async () => {
    const store = freshStore();
    const old = await concluded(store, 0);
    const young = await concluded(store, 1500);
    await createRetention(store, limits, () => 2000).sweep(never);
    expect(await store.tombstone(old, never)).not.toBeNull();
    expect(await loadExport(store.blobs, old, 'zip', never)).toBeNull();
    expect(await store.blobs.list(`jobs/${old}`, { limit: 10 }, never)).toEqual([
      'expired.json',
      'job.json',
      'outcome.json',
    ]);
    expect(await store.record(old, never)).not.toBeNull();
    expect(await store.tombstone(young, never)).toBeNull();

    await createRetention(store, limits, () => Date.now() + 6000).sweep(never);
    expect(await store.record(old, never)).toBeNull();
    expect(await store.ofOwner('ada', { limit: 10 }, never)).toEqual([young]);
  });

  it('never touches a job that is not done', async () => {
    const store = freshStore();
    const id = newJobId(0);
    await store.create(recordOf(id), order, null, never);
    await createRetention(store, { ...limits, maxBytes: 0 }, () => 1e12).sweep(never);
    expect(await store.tombstone(id, never)).toBeNull();
    expect(await store.order(id, never)).toEqual(order);
  });

  it('deletes the oldest results until the rest fits', async () => {
    const store = freshStore();
    const ids = [
      await concluded(store, 1e6, 50_000),
      await concluded(store, 2e6, 50_000),
      await concluded(store, 3e6, 50_000),
    ];
    await createRetention(store, { ...limits, maxBytes: 120_000 }, () => 0).sweep(never);
    const swept = await Promise.all(ids.map(async (id) => (await store.tombstone(id, never)) !== null));
    expect(swept).toEqual([true, false, false]);
  });
});
