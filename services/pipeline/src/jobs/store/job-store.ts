/**
 * Everything of a job that must outlive a process: its input, its pages, its end. The queue only knows who works on what; were it
 * lost, this store could fill it again.
 *
 *   jobs/<id>/job.json  order.json  callback.json  input  plan.json  pages/<n>  document.json  written  outcome.json
 *             deliveries/<time>  heard/<n>  exports/<format>  expired.json
 *   owners/<owner>/jobs/<id>   owners/<owner>/open/<id>   owners/<owner>/keys/<hash>   open/<id>
 */
import { createHash, randomBytes } from 'node:crypto';
import type { JobDelivery } from '@recto/contracts';
import type { ParsedPage } from '../../conductor/parse-page.ts';
import type { SpoolFile } from '../../conductor/spool.ts';
import { type BlobInfo, type BlobRange, type BlobStore, type Content, listAll } from './blob-store.ts';
import type { JobCallback, JobOrder, JobOutcome, JobPlan, JobRecord, Tombstone } from './job-records.ts';
import { pageFile, readPageFile } from './page-file.ts';

/** What an `Idempotency-Key` stands for. */
export interface KeptKey {
  readonly id: string;
  /** Of what was asked: another request under the same key is a mistake. */
  readonly fingerprint: string;
}

export interface JobStore {
  readonly blobs: BlobStore;
  putInput(id: string, content: Content, signal: AbortSignal): Promise<BlobInfo>;
  readInput(id: string, range: BlobRange, signal: AbortSignal): AsyncGenerator<Uint8Array>;
  /** From here on the job exists: it is listed, and found again after a crash. */
  create(
    record: JobRecord,
    order: JobOrder,
    callback: JobCallback | null,
    signal: AbortSignal,
  ): Promise<void>;
  callback(id: string, signal: AbortSignal): Promise<JobCallback | null>;
  putDelivery(id: string, delivery: JobDelivery, signal: AbortSignal): Promise<void>;
  /** The callback need not be told of this page any more. @param page of the answer, from 0 */
  markHeard(id: string, page: number, signal: AbortSignal): Promise<void>;
  pagesHeard(id: string, signal: AbortSignal): Promise<ReadonlySet<number>>;
  /** The last few, the newest last. */
  deliveries(id: string, signal: AbortSignal): Promise<JobDelivery[]>;
  record(id: string, signal: AbortSignal): Promise<JobRecord | null>;
  /** Null when the job is concluded, too. */
  order(id: string, signal: AbortSignal): Promise<JobOrder | null>;
  putPlan(id: string, plan: JobPlan, signal: AbortSignal): Promise<void>;
  plan(id: string, signal: AbortSignal): Promise<JobPlan | null>;
  /** @param page of the answer, from 0 */
  putPage(id: string, page: number, parsed: ParsedPage, spool: SpoolFile, signal: AbortSignal): Promise<void>;
  page(id: string, page: number, signal: AbortSignal): Promise<ParsedPage>;
  /** Pages of the answer that are done, of those from `first` up to but not with `end`. */
  pagesDone(
    id: string,
    range: { first: number; end: number },
    signal: AbortSignal,
  ): Promise<ReadonlySet<number>>;
  /** True for the caller that decided how the job ended. */
  conclude(id: string, outcome: JobOutcome, signal: AbortSignal): Promise<boolean>;
  outcome(id: string, signal: AbortSignal): Promise<JobOutcome | null>;
  /** Gives up what a concluded job needed and its result does not. */
  tidy(job: Pick<JobRecord, 'id' | 'owner'>, signal: AbortSignal): Promise<void>;
  /** Jobs that have no outcome yet, or had none a moment ago. */
  unfinished(signal: AbortSignal): AsyncGenerator<string>;
  /** Of an owner: those that have no outcome yet, or had none a moment ago. */
  openJobs(owner: string, signal: AbortSignal): Promise<ReadonlySet<string>>;
  /** How many jobs of an owner have not ended; counts to `most`. */
  unfinishedOf(owner: string, most: number, signal: AbortSignal): Promise<number>;
  /** Newest first. */
  ofOwner(owner: string, page: { after?: string; limit: number }, signal: AbortSignal): Promise<string[]>;
  /** Keeps a key for a job; where it is kept already, what it stands for. */
  keepKey(owner: string, key: string, kept: KeptKey, signal: AbortSignal): Promise<KeptKey | null>;
  /** Keeps a key for this job, whatever it stood for. */
  takeKey(owner: string, key: string, kept: KeptKey, signal: AbortSignal): Promise<void>;
  /** Deletes the data of a job; its record and a tombstone remain. */
  expire(id: string, signal: AbortSignal): Promise<void>;
  tombstone(id: string, signal: AbortSignal): Promise<Tombstone | null>;
  /** Deletes a job as if it had never been. @param key that was kept for it */
  forget(record: Pick<JobRecord, 'id' | 'owner'>, signal: AbortSignal, key?: string | null): Promise<void>;
}

const idPattern = /^[0-9a-f]{12}-[0-9a-f]{20}$/;
const latest = 2 ** 48 - 1;

/** Sorts newest first, so that a listing of the store is a listing of jobs; the random part cannot be guessed. */
export const newJobId = (now: number): string =>
  `${(latest - now).toString(16).padStart(12, '0')}-${randomBytes(10).toString('hex')}`;

/** When a job was handed in, ms since 1970. */
export const createdAt = (id: string): number => latest - Number.parseInt(id.slice(0, 12), 16);

/** Whatever a caller sends as an id is nothing else before it becomes a key. */
export const isJobId = (text: string): boolean => idPattern.test(text);

const pageDigits = 6;
const shownDeliveries = 20;
const folder = (id: string) => `jobs/${id}`;
const pageName = (page: number) => String(page).padStart(pageDigits, '0');
const pageKey = (id: string, page: number) => `${folder(id)}/pages/${pageName(page)}`;

const keyPath = (owner: string, key: string) =>
  `owners/${owner}/keys/${createHash('sha256').update(key).digest('hex')}`;

export function createJobStore(blobs: BlobStore): JobStore {
  const put = (key: string, value: object, signal: AbortSignal) =>
    blobs.put(key, [Buffer.from(JSON.stringify(value))], signal);
  const putNew = (key: string, value: object, signal: AbortSignal) =>
    blobs.putNew(key, Buffer.from(JSON.stringify(value)), signal);
  const get = async <T>(key: string, signal: AbortSignal): Promise<T | null> => {
    const bytes = await blobs.get(key, signal);
    return bytes === null ? null : (JSON.parse(bytes.toString()) as T);
  };

  return {
    blobs,
    putInput: (id, content, signal) => blobs.put(`${folder(id)}/input`, content, signal),
    readInput: (id, range, signal) => blobs.read(`${folder(id)}/input`, range, signal),
    create: async (record, order, callback, signal) => {
      const { id, owner } = record;
      if (callback !== null) await put(`${folder(id)}/callback.json`, callback, signal);
      await put(`${folder(id)}/order.json`, order, signal);
      await put(`${folder(id)}/job.json`, record, signal);
      await put(`owners/${owner}/jobs/${id}`, {}, signal);
      await put(`owners/${owner}/open/${id}`, {}, signal);
      await put(`open/${id}`, {}, signal);
    },
    callback: (id, signal) => get(`${folder(id)}/callback.json`, signal),
    putDelivery: async (id, delivery, signal) => {
      const { at, event, page } = delivery;
      const name = [at.replace(/[^0-9]/g, ''), event, ...(page === undefined ? [] : [page])].join('-');
      await put(`${folder(id)}/deliveries/${name}`, delivery, signal);
    },
    markHeard: async (id, page, signal) => {
      await put(`${folder(id)}/heard/${pageName(page)}`, {}, signal);
    },
    pagesHeard: async (id, signal) => {
      const heard = new Set<number>();
      for await (const name of listAll(blobs, `${folder(id)}/heard`, signal)) heard.add(Number(name));
      return heard;
    },
    deliveries: async (id, signal) => {
      const names: string[] = [];
      for await (const name of listAll(blobs, `${folder(id)}/deliveries`, signal)) names.push(name);
      const read = names
        .slice(-shownDeliveries)
        .map((name) => get<JobDelivery>(`${folder(id)}/deliveries/${name}`, signal));
      return (await Promise.all(read)).filter((delivery) => delivery !== null);
    },
    record: (id, signal) => get(`${folder(id)}/job.json`, signal),
    order: (id, signal) => get(`${folder(id)}/order.json`, signal),
    putPlan: async (id, plan, signal) => {
      await putNew(`${folder(id)}/plan.json`, plan, signal);
    },
    plan: (id, signal) => get(`${folder(id)}/plan.json`, signal),
    putPage: async (id, page, parsed, spool, signal) => {
      await blobs.put(pageKey(id, page), pageFile(parsed, spool), signal);
    },
    page: (id, page, signal) => readPageFile(blobs, pageKey(id, page), signal),
    pagesDone: async (id, { first, end }, signal) => {
      const done = new Set<number>();
      const after = first === 0 ? '' : pageName(first - 1);
      for await (const name of listAll(blobs, `${folder(id)}/pages`, signal, after)) {
        if (Number(name) >= end) break;
        done.add(Number(name));
      }
      return done;
    },
    conclude: async (id, outcome, signal) => putNew(`${folder(id)}/outcome.json`, outcome, signal),
    outcome: (id, signal) => get(`${folder(id)}/outcome.json`, signal),
    tidy: async ({ id, owner }, signal) => {
      await blobs.remove(`${folder(id)}/order.json`, signal);
      await blobs.remove(`${folder(id)}/input`, signal);
      await blobs.remove(`owners/${owner}/open/${id}`, signal);
      await blobs.remove(`open/${id}`, signal);
    },
    openJobs: async (owner, signal) => {
      const jobs = new Set<string>();
      for await (const id of listAll(blobs, `owners/${owner}/open`, signal)) jobs.add(id);
      return jobs;
    },
    unfinishedOf: async (owner, most, signal) =>
      (await blobs.list(`owners/${owner}/open`, { limit: most }, signal)).length,
    unfinished: (signal) => listAll(blobs, 'open', signal),
    ofOwner: (owner, page, signal) => blobs.list(`owners/${owner}/jobs`, page, signal),
    keepKey: async (owner, key, kept, signal) => {
      const path = keyPath(owner, key);
      if (await putNew(path, kept, signal)) return null;
      return get<KeptKey>(path, signal);
    },
    takeKey: async (owner, key, kept, signal) => {
      await put(keyPath(owner, key), kept, signal);
    },
    expire: async (id, signal) => {
      // The tombstone first: whoever comes meanwhile is told "expired", not "broken".
      await put(`${folder(id)}/expired.json`, { expiredAt: Date.now() } satisfies Tombstone, signal);
      for (const name of [
        'order.json',
        'input',
        'plan.json',
        'pages',
        'document.json',
        'written',
        'exports',
        'callback.json',
        'deliveries',
        'heard',
      ])
        await blobs.remove(`${folder(id)}/${name}`, signal);
      await blobs.remove(`open/${id}`, signal);
    },
    tombstone: (id, signal) => get(`${folder(id)}/expired.json`, signal),
    forget: async ({ id, owner }, signal, key = null) => {
      if (key !== null) await blobs.remove(keyPath(owner, key), signal);
      await blobs.remove(`open/${id}`, signal);
      await blobs.remove(`owners/${owner}/open/${id}`, signal);
      await blobs.remove(`owners/${owner}/jobs/${id}`, signal);
      await blobs.remove(folder(id), signal);
    },
  };
}
