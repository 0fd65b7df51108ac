import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RectoError } from '@recto/contracts';
import { afterAll, describe, expect, it } from 'vitest';
import { allInstalled, createHouse, fileOf, type HouseOptions } from '../../conductor/house.fixture.ts';
import { defaultPipelineSettings } from '../../conductor/pipeline-settings.ts';
import { readWhole } from '../../conductor/spool.ts';
import { type PageAllowance, unlimitedPages } from '../../limits/page-allowance.ts';
import type { RangeProgress } from '../queue/job-queue.ts';
import { createDirectoryBlobs } from '../store/directory-blobs.ts';
import { createJobStore, newJobId } from '../store/job-store.ts';
import { loadDocument } from '../store/stored-document.ts';
import { createConclude } from './conclude.ts';
import { createJobWork } from './job-work.ts';
import { createOpenDocuments } from './open-documents.ts';
import { splitPages } from './split-document.ts';

const root = mkdtempSync(join(tmpdir(), 'recto-job-work-test-'));
afterAll(() => rmSync(root, { recursive: true }));
const never = new AbortController().signal;

/** A job of so many pages, and its tasks as the queue would call them. */
async function job(
  pages: number,
  options: HouseOptions = {},
  fields: Record<string, unknown> = {},
  allowance: Partial<PageAllowance> = {},
) {
  const house = createHouse(root, options);
  const store = createJobStore(createDirectoryBlobs(mkdtempSync(join(root, 'store-'))));
  const documents = createOpenDocuments(store, house.parts, 1e6);
  const ended: string[] = [];
  const announced: string[] = [];
  const conclude = createConclude({
    store,
    queue: {
      state: () => Promise.reject(new RectoError('job.queue_unavailable')),
      announce: async (id) => void announced.push(id),
      withdraw: async (id) => void announced.push(id),
      tell: async () => {},
    },
    retentionMs: 60_000,
    onEnd: (_id, { state }) => void ended.push(state),
  });
  const work = createJobWork({
    store,
    parts: house.parts,
    documents,
    settings: defaultPipelineSettings,
    installed: allInstalled,
    conclude,
    tell: async () => {},
    deliver: async () => {},
    allowance: { ...unlimitedPages, ...allowance },
    limit: null,
  });
  const id = newJobId(Date.now());
  const file = fileOf(pages);
  if (file.kind !== 'bytes') throw new Error('no bytes');
  const input = await store.putInput(id, [file.bytes], never);
  const record = {
    id,
    owner: 'ada',
    createdAt: 1,
    priority: 'normal' as const,
    callback: 'nothing' as const,
    input,
  };
  await store.create(record, { fields: { visualize: false, ...fields }, url: null }, null, never);
  const progress: RangeProgress[] = [];
  const counted = new Set<number>();
  const range = (first: number, end: number, isLast = false, signal = never) =>
    work.range(
      {
        id,
        first,
        end,
        isLast,
        isCounted: counted.has(first),
        counted: async () => void counted.add(first),
        report: (p) => progress.push(p),
      },
      signal,
    );
  return {
    house,
    store,
    id,
    ended,
    announced,
    progress,
    documents,
    range,
    split: () => work.split(id, false, never),
    finish: () => work.finish(id, false, never),
    outcome: () => store.outcome(id, never),
    texts: async () => {
      const document = await loadDocument(store.blobs, id, never);
      const cores = document?.pages.map(({ core }) => readWhole(document.spool, core)) ?? [];
      return (await Promise.all(cores)).map((core) => /page \d+/.exec(String(core))?.[0]);
    },
  };
}

describe('splitting', () => {
  it.each([
    [1, 1, 1],
    [4, 1, 4],
    [5, 2, 4],
    [60, 15, 4],
    [1000, 63, 16],
    [10_000, 64, 157],
  ])('%i pages become %i ranges of at most %i', (pages, count, size) => {
    const ranges = splitPages(pages);
    expect(ranges).toHaveLength(count);
    expect(Math.max(...ranges.map(({ first, end }) => end - first))).toBe(size);
    expect(ranges[0]?.first).toBe(0);
    expect(ranges.at(-1)?.end).toBe(pages);
    for (const [k, { first }] of ranges.slice(1).entries()) expect(first).toBe(ranges[k]?.end);
  });

  it('gives the same ranges again after a crash', async () => {
    const { split, documents } = await job(6);
    const first = await split();
    expect(first?.ranges).toEqual([
      { first: 0, end: 4 },
      { first: 4, end: 6 },
    ]);
    expect(await split()).toEqual(first);
    expect(documents.count).toBe(0);
  });

  it('ends a job whose file cannot be read', async () => {
    const { split, outcome, ended, store, id } = await job(3, {}, { pages: '7' });
    expect(await split()).toBeNull();
    expect(await outcome()).toMatchObject({ state: 'failed', error: { code: 'pages.out_of_range' } });
    expect(ended).toEqual(['failed']);
    expect(await store.order(id, never)).toBeNull();
  });
});

describe('a job', () => {
  it('goes from its file to a document in the store, page by page', async () => {
    const { split, range, finish, outcome, texts, progress, house, store, id } = await job(6);
    await split();
    await range(4, 6);
    await range(0, 4);
    expect(progress.at(-1)).toEqual({ rendered: 4, recognised: 4, done: 4, blocks: 4, failed: 0 });
    await finish();
    expect(await outcome()).toMatchObject({ state: 'succeeded', pagesTotal: 6, pagesDone: 6, blocksDone: 6 });
    expect(await texts()).toEqual([0, 1, 2, 3, 4, 5].map((page) => `page ${page}`));
    expect(house.openDocuments()).toBe(0);
    expect(house.parts.spool.usedBytes).toBe(0);
    expect(await store.blobs.has(`jobs/${id}/input`, never)).toBe(false);
  });

  it('never does a page again that is in the store', async () => {
    let down = true;
    const ask = async (page: number) => {
      if (page === 2 && down) throw new RectoError('vlm.unreachable');
      return `page ${page}`;
    };
    const { split, range, finish, texts, house, progress } = await job(4, { ask });
    await split();
    await expect(range(0, 4)).rejects.toMatchObject({ code: 'vlm.unreachable' });
    expect(house.rendered.toSorted()).toEqual([0, 1, 2, 3]);
    down = false;
    await range(0, 4);
    expect(house.rendered).toHaveLength(5);
    expect(house.rendered.at(-1)).toBe(2);
    expect(progress.at(-1)?.done).toBe(4);
    await finish();
    expect(await texts()).toEqual(['page 0', 'page 1', 'page 2', 'page 3']);
  });

  it('says what its steps took, whoever did them and after whatever crash', async () => {
    const { split, range, finish, outcome, store, id } = await job(6);
    await split();
    await range(4, 6);
    await range(0, 4);
    await range(0, 4);
    const pages = await Promise.all([0, 1, 2, 3, 4, 5].map((page) => store.page(id, page, never)));
    const plan = await store.plan(id, never);
    await finish();
    const { timings } = (await outcome()) ?? {};
    const rendered = pages.reduce((sum, page) => sum + (page.timings.render ?? 0), 0);
    expect(rendered).toBeGreaterThan(0);
    expect(timings?.render).toBe(Math.round(rendered));
    expect(timings?.open).toBe(Math.round(plan?.timings?.open ?? Number.NaN));
    expect(Object.keys(timings ?? {})).toEqual(
      expect.arrayContaining(['open', 'render', 'layout', 'recognise', 'assemble', 'spool']),
    );
  });

  it('keeps with each page what it has at its edges, for the ranges beside it', async () => {
    const findInk = async () => ({ lines: [], grids: [], lineNumbers: [] });
    const { split, range, store, id } = await job(8, { refinement: { findInk } });
    await split();
    await range(4, 8);
    expect((await store.page(id, 4, never)).edges).toEqual([]);
    await range(0, 4);
    expect((await store.page(id, 0, never)).edges).toEqual([]);
  });

  it('fails with the page that failed for good, in strict mode', async () => {
    const ask = async (page: number) => {
      if (page === 1) throw new RectoError('vlm.rejected');
      return 'x';
    };
    const { split, range, outcome, announced, id } = await job(3, { ask });
    await split();
    await range(0, 3);
    expect(await outcome()).toMatchObject({ state: 'failed', error: { code: 'vlm.rejected', page: 1 } });
    expect(announced).toEqual([id]);
  });

  it('fails with what passed in vain for the last time', async () => {
    const ask = () => Promise.reject(new RectoError('vlm.unreachable'));
    const { split, range, outcome } = await job(2, { ask });
    await split();
    await range(0, 2, true);
    expect(await outcome()).toMatchObject({ state: 'failed', error: { code: 'vlm.unreachable' } });
  });

  it('keeps what it has in partial mode, and says what failed', async () => {
    const ask = async (page: number) => {
      if (page === 1) throw new RectoError('vlm.rejected');
      return `page ${page}`;
    };
    const { split, range, finish, outcome, texts } = await job(3, { ask }, { onError: 'partial' });
    await split();
    await range(0, 3);
    await finish();
    expect(await outcome()).toMatchObject({
      state: 'partial',
      failures: [{ code: 'vlm.rejected', page: 1 }],
    });
    expect(await texts()).toEqual(['page 0', undefined, 'page 2']);
  });

  it('does nothing more once it has ended', async () => {
    const { split, range, finish, house, store, id, outcome } = await job(3);
    await split();
    const cancelled = { state: 'cancelled', error: null } as never;
    await store.conclude(id, cancelled, never);
    await range(0, 3);
    await finish();
    expect(house.rendered).toEqual([]);
    expect((await outcome())?.state).toBe('cancelled');
    expect(await split()).toBeNull();
  });

  it('stops at once when it is told to, and frees everything', async () => {
    const controller = new AbortController();
    const asked = Promise.withResolvers<void>();
    const ask = (_page: number, signal: AbortSignal) => {
      asked.resolve();
      return new Promise<string>((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason)),
      );
    };
    const { split, range, house, documents } = await job(8, { ask });
    await split();
    const reason = new Error('stop');
    const running = range(0, 8, false, controller.signal);
    await asked.promise;
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
    expect(documents.count).toBe(0);
    expect(house.openDocuments()).toBe(0);
    expect(house.parts.scheduler.pagesInFlight).toBe(0);
    expect(house.parts.scheduler.rasterBytesInFlight).toBe(0);
    expect(house.parts.spool.usedBytes).toBe(0);
  });

  it('begins a range when its key may have the pages, and counts them once', async () => {
    const asked: number[] = [];
    const waits = [2000, 0];
    const allowance: Partial<PageAllowance> = {
      msPerJobPage: 100,
      take: async (_owner, pages) => {
        asked.push(pages);
        return waits.shift() ?? 0;
      },
    };
    let down = true;
    const ask = async (page: number) => {
      if (down) throw new RectoError('vlm.unreachable');
      return `page ${page}`;
    };
    const { split, range, house, progress, outcome } = await job(8, { ask }, {}, allowance);
    await split();
    // It comes again when the four pages in front of it can have been done.
    await expect(range(4, 8, true)).rejects.toMatchObject({ ms: 2000 + 4 * 100 });
    expect(house.rendered).toEqual([]);
    expect(progress).toEqual([]);
    expect(await outcome()).toBeNull();
    await expect(range(4, 8)).rejects.toMatchObject({ code: 'vlm.unreachable' });
    down = false;
    await range(4, 8);
    expect(asked).toEqual([4, 4]);
    expect(progress.at(-1)?.done).toBe(4);
  });

  it('is not finished while pages are missing', async () => {
    const { split, range, finish, outcome } = await job(8);
    await split();
    await range(0, 4);
    await expect(finish()).rejects.toMatchObject({ code: 'job.lost' });
    expect(await outcome()).toBeNull();
  });
});
