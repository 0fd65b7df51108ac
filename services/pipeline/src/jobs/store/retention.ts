/** How long results are kept: by age, and by the size of all of them together, the oldest going first. */
import { listAll } from './blob-store.ts';
import type { JobStore } from './job-store.ts';

export interface RetentionLimits {
  /** Bytes of all jobs together; null for any number. */
  readonly maxBytes: number | null;
  /** How long "expired" is told apart from "unknown", ms. */
  readonly tombstoneMs: number;
}

export interface Retention {
  /** Deletes what is past its time or its size. Safe to run in several processes at once. */
  sweep(signal: AbortSignal): Promise<void>;
}

export function createRetention(
  store: JobStore,
  limits: RetentionLimits,
  now: () => number = Date.now,
): Retention {
  return {
    sweep: async (signal) => {
      const kept: { id: string; bytes: number }[] = [];
      for await (const id of listAll(store.blobs, 'jobs', signal)) {
        if (await isSwept(store, limits, id, now(), signal)) continue;
        if (limits.maxBytes === null || (await store.outcome(id, signal)) === null) continue;
        kept.push({ id, bytes: await store.blobs.usage(`jobs/${id}`, signal) });
      }
      if (limits.maxBytes === null) return;
      let bytes = kept.reduce((sum, job) => sum + job.bytes, 0);
      // Ids sort newest first.
      for (const job of kept.toReversed()) {
        if (bytes <= limits.maxBytes) return;
        await store.expire(job.id, signal);
        bytes -= job.bytes;
      }
    },
  };
}

/** True where nothing of the job's data is left to count. */
async function isSwept(
  store: JobStore,
  { tombstoneMs }: RetentionLimits,
  id: string,
  now: number,
  signal: AbortSignal,
): Promise<boolean> {
  const tombstone = await store.tombstone(id, signal);
  if (tombstone !== null) {
    const record = await store.record(id, signal);
    if (tombstone.expiredAt + tombstoneMs < now && record !== null) await store.forget(record, signal);
    return true;
  }
  const outcome = await store.outcome(id, signal);
  if (outcome === null || outcome.expiresAt > now) return false;
  await store.expire(id, signal);
  return true;
}
