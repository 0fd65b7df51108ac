/** Jobs as their callers see them: handed in, looked at, waited for, cancelled, read. Every caller sees the jobs of its own key only. */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type JobList, type JobPriority, type JobView, RectoError } from '@recto/contracts';
import type { ParsedPage } from '../conductor/parse-page.ts';
import { viewOf } from './job-view.ts';
import type { JobQueue } from './queue/job-queue.ts';
import type { BlobInfo } from './store/blob-store.ts';
import type { JobCallback, JobOrder, JobOutcome, JobRecord } from './store/job-records.ts';
import { isJobId, type JobStore, type KeptKey } from './store/job-store.ts';
import { loadDocument, type StoredDocument } from './store/stored-document.ts';
import { type Conclude, toRectoError } from './work/conclude.ts';

export interface Submission {
  /** Under which the input was stored, see `store.putInput`. */
  readonly id: string;
  readonly owner: string;
  readonly fields: JobOrder['fields'];
  readonly input: BlobInfo | { readonly url: string };
  readonly priority: JobPriority;
  readonly callback: (JobCallback & { readonly wantsPages: boolean }) | null;
  readonly idempotencyKey: string | null;
}

export interface JobServiceParts {
  readonly store: JobStore;
  readonly queue: JobQueue;
  readonly conclude: Conclude;
  /** Documents and ranges that may wait; more jobs are refused. */
  readonly maxQueue: number;
  /** Jobs of one owner that may be unfinished; null for any number. */
  readonly maxPerOwner: number | null;
  /** Of what may wait, the share that one owner may have: more than 0, up to 1. */
  readonly queueShare: number;
  readonly retryAfterSeconds: number;
}

export interface JobService {
  readonly store: JobStore;
  /** Throws RectoError job.queue_full; before the input is read. */
  checkRoom(owner: string, signal: AbortSignal): Promise<void>;
  /** The id of the job: an earlier one where the idempotency key has been used for the same. Throws RectoError job.key_reused. */
  submit(submission: Submission, signal: AbortSignal): Promise<string>;
  /** Throws RectoError job.not_found, job.expired. */
  view(id: string, owner: string, signal: AbortSignal): Promise<JobView>;
  /** The view when the job has ended or the patience has. */
  wait(
    id: string,
    owner: string,
    patience: { readonly ms: number; readonly isOver: () => boolean },
    signal: AbortSignal,
  ): Promise<JobView>;
  list(owner: string, page: { after?: string; limit: number }, signal: AbortSignal): Promise<JobList>;
  cancel(id: string, owner: string, signal: AbortSignal): Promise<JobView>;
  /** Throws RectoError job.not_finished, job.cancelled; what the job failed with. */
  document(id: string, owner: string, signal: AbortSignal): Promise<StoredDocument>;
  /** Also while the job runs. @param page of the answer, from 0. Throws RectoError job.page_not_done. */
  page(id: string, owner: string, page: number, signal: AbortSignal): Promise<ParsedPage>;
  /** Pages of the answer that are done. */
  pagesDone(id: string, signal: AbortSignal): Promise<ReadonlySet<number>>;
  /** Calls back when something of the job may have changed, at least every so many ms. Returns what ends it. */
  watch(id: string, onChange: () => void): () => void;
}

/** What is told to listeners may be lost: so often a watched job is looked up. */
const lookMs = 1000;

export function createJobService(parts: JobServiceParts): JobService {
  const { store, queue, conclude } = parts;

  const recordOf = async (id: string, owner: string, signal: AbortSignal): Promise<JobRecord> => {
    const record = isJobId(id) ? await store.record(id, signal) : null;
    if (record === null || record.owner !== owner) throw new RectoError('job.not_found');
    if ((await store.tombstone(id, signal)) !== null) throw new RectoError('job.expired');
    return record;
  };

  /** A result past its time is gone for callers, whether or not it was deleted yet. */
  const outcomeOf = async (id: string, signal: AbortSignal): Promise<JobOutcome | null> => {
    const outcome = await store.outcome(id, signal);
    if (outcome !== null && outcome.expiresAt <= Date.now()) throw new RectoError('job.expired');
    return outcome;
  };

  const view = async (id: string, owner: string, signal: AbortSignal): Promise<JobView> => {
    const record = await recordOf(id, owner, signal);
    const outcome = await outcomeOf(id, signal);
    const deliveries = record.callback === 'nothing' ? null : await store.deliveries(id, signal);
    if (outcome !== null) {
      return viewOf({ record, outcome, queued: null, total: outcome.pagesTotal, deliveries });
    }
    const [queued, plan] = await Promise.all([queue.state(id), store.plan(id, signal)]);
    // It may have ended between the two looks.
    const ended = queued.state === 'ended' ? await outcomeOf(id, signal) : null;
    return viewOf({ record, outcome: ended, queued, total: plan?.pages.length ?? null, deliveries });
  };

  const watch: JobService['watch'] = (id, onChange) => {
    const unlisten = queue.onChange((changed) => {
      if (changed === id) onChange();
    });
    const timer = setInterval(onChange, lookMs);
    return () => {
      unlisten();
      clearInterval(timer);
    };
  };

  return {
    store,
    watch,
    view,
    checkRoom: async (owner, signal) => {
      const { maxQueue, maxPerOwner, queueShare, retryAfterSeconds } = parts;
      const { waitingDocuments, waitingRanges } = await queue.levels();
      const waiting = waitingDocuments + waitingRanges;
      if (waiting >= maxQueue) throw new RectoError('job.queue_full', { retryAfterSeconds });
      // Whose they are is only asked when they could all be one owner's.
      const most = maxQueue * queueShare;
      if (waiting >= most && (await queue.waitingOf(await store.openJobs(owner, signal))) >= most) {
        const message = 'The jobs of this key take its whole share of the queue: try again later';
        throw new RectoError('job.queue_full', { message, retryAfterSeconds });
      }
      if (maxPerOwner === null) return;
      if ((await store.unfinishedOf(owner, maxPerOwner, signal)) >= maxPerOwner) {
        const message = `${maxPerOwner} jobs of this key have not finished yet: try again later`;
        throw new RectoError('job.queue_full', { message, retryAfterSeconds });
      }
    },
    submit: async ({ id, owner, fields, input, priority, callback, idempotencyKey }, signal) => {
      const isUrl = 'url' in input;
      const order: JobOrder = { fields, url: isUrl ? input.url : null };
      if (idempotencyKey !== null) {
        const fingerprint = fingerprintOf(order, priority, isUrl ? null : input.sha256);
        const kept = await keptKey(store, owner, idempotencyKey, { id, fingerprint }, signal);
        if (kept.id !== id) {
          await store.blobs.remove(`jobs/${id}`, signal);
          if (kept.fingerprint !== fingerprint) throw new RectoError('job.key_reused');
          return kept.id;
        }
      }
      const file = isUrl ? { bytes: null, sha256: null } : input;
      const record: JobRecord = {
        id,
        owner,
        createdAt: Date.now(),
        priority,
        callback: callback === null ? 'nothing' : callback.wantsPages ? 'pages and end' : 'end',
        input: file,
      };
      await store.create(record, order, callback, signal);
      try {
        await queue.add(record);
      } catch (error) {
        // The caller will try again: a job that nobody knows of must not be done.
        await store.forget(record, new AbortController().signal, idempotencyKey);
        throw error;
      }
      return id;
    },
    wait: async (id, owner, { ms, isOver }, signal) => {
      const until = performance.now() + ms;
      for (;;) {
        const seen = await view(id, owner, signal);
        const left = until - performance.now();
        if (left <= 0 || isOver() || (seen.state !== 'queued' && seen.state !== 'running')) return seen;
        await change(watch, id, left, signal);
      }
    },
    list: async (owner, page, signal) => {
      const ids = await store.ofOwner(owner, page, signal);
      const jobs = await Promise.all(ids.map((id) => view(id, owner, signal).catch(() => expired(id))));
      const next = ids.length < page.limit ? null : (ids.at(-1) ?? null);
      return { jobs: jobs.filter((job) => job !== null), next };

      async function expired(id: string): Promise<JobView | null> {
        const record = await store.record(id, signal);
        const outcome = await store.outcome(id, signal);
        if (record === null || outcome === null) return null;
        const seen = viewOf({ record, outcome, queued: null, total: outcome.pagesTotal });
        return { ...seen, state: 'expired' };
      }
    },
    cancel: async (id, owner, signal) => {
      await recordOf(id, owner, signal);
      if ((await outcomeOf(id, signal)) === null) {
        const plan = await store.plan(id, signal);
        const pagesTotal = plan?.pages.length;
        await conclude(id, { state: 'cancelled', ...(pagesTotal && { pagesTotal }) }, signal);
      }
      return view(id, owner, signal);
    },
    document: async (id, owner, signal) => {
      await recordOf(id, owner, signal);
      const outcome = await outcomeOf(id, signal);
      if (outcome === null) throw new RectoError('job.not_finished', { retryAfterSeconds: 1 });
      if (outcome.state === 'cancelled') throw new RectoError('job.cancelled');
      if (outcome.error !== null) throw toRectoError(outcome.error);
      const document = await loadDocument(store.blobs, id, signal);
      if (document === null) throw new RectoError('job.expired');
      return document;
    },
    page: async (id, owner, page, signal) => {
      await recordOf(id, owner, signal);
      const outcome = await outcomeOf(id, signal);
      const document = outcome && (await loadDocument(store.blobs, id, signal));
      const finished = document?.pages[page];
      if (finished) return finished;
      const done = await store.pagesDone(id, { first: page, end: page + 1 }, signal);
      if (!done.has(page)) throw new RectoError('job.page_not_done');
      return store.page(id, page, signal);
    },
    pagesDone: (id, signal) => store.pagesDone(id, { first: 0, end: Number.POSITIVE_INFINITY }, signal),
  };
}

/** How long a request under the same key may take between keeping the key and making its job. */
const sameKeyMs = 3000;
const sameKeyPauseMs = 50;

/** What a key stands for: this job, or an earlier one that exists. */
async function keptKey(
  store: JobStore,
  owner: string,
  key: string,
  mine: KeptKey,
  signal: AbortSignal,
): Promise<KeptKey> {
  const kept = await store.keepKey(owner, key, mine, signal);
  if (kept === null) return mine;
  for (let waited = 0; waited < sameKeyMs; waited += sameKeyPauseMs) {
    if ((await store.record(kept.id, signal)) !== null) return kept;
    await sleep(sameKeyPauseMs, undefined, { signal });
  }
  // Whoever kept it died before the job was made.
  await store.takeKey(owner, key, mine, signal);
  return mine;
}

/** Resolves with the next change of a job, or after so many ms. */
function change(watch: JobService['watch'], id: string, ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const unwatch = watch(id, resolve);
  return promise.finally(() => {
    clearTimeout(timer);
    unwatch();
    signal.removeEventListener('abort', onAbort);
  });
}

const fingerprintOf = (order: JobOrder, priority: JobPriority, sha256: string | null): string =>
  createHash('sha256')
    .update(JSON.stringify([Object.entries(order.fields).sort(), order.url, priority, sha256]))
    .digest('hex');
