/**
 * How many pages an API key may have parsed in a minute, whoever parses them. A limit of the rate, not of the size: a document begins as
 * long as anything of the minute is left, and what it takes beyond that is taken from the minutes that follow.
 */
import type { SharedCounts } from './shared-counts.ts';

/** Somebody waits for a page at the other end of a connection, or nobody does. */
export type PageUse = 'interactive' | 'job';

/** Jobs leave the rest of a minute to requests of the same key. */
const shareOfJobs = 3 / 4;

export interface PageAllowance {
  /** What a page of a job takes at this rate, ms; null where there is no limit. */
  readonly msPerJobPage: number | null;
  /** How long until the key may begin more pages, ms; 0 when it may now. */
  wait(owner: string, use: PageUse): Promise<number>;
  /** Counts so many pages and returns 0; or counts nothing and returns how long to wait, ms. */
  take(owner: string, pages: number, use: PageUse): Promise<number>;
}

export interface PageAllowanceOptions {
  readonly perMinute: number | null;
  readonly counts: SharedCounts;
  /** Told about every request that was refused and every task that was put off. */
  readonly onHit: (use: PageUse) => void;
  /** What a minute is; less in tests. */
  readonly minuteSeconds?: number;
}

export const unlimitedPages: PageAllowance = {
  msPerJobPage: null,
  wait: async () => 0,
  take: async () => 0,
};

/** No count comes near it. */
const inDebt = 1_000_000_000;
const longestDebtSeconds = 14 * 24 * 3600;
/** A count that ends sooner is not corrected: the correction could be the first of the next. */
const safeMs = 1000;

export function createPageAllowance({
  perMinute,
  counts,
  onHit,
  minuteSeconds: seconds = 60,
}: PageAllowanceOptions): PageAllowance {
  if (perMinute === null) return unlimitedPages;
  const startsBelow = { interactive: perMinute, job: perMinute * shareOfJobs };

  const wait: PageAllowance['wait'] = async (owner, use) => {
    const { points, endsInMs } = await counts.read(keyOf(owner));
    if (points < startsBelow[use]) return 0;
    onHit(use);
    return Math.max(1, endsInMs);
  };

  return {
    msPerJobPage: (seconds * 1000) / startsBelow.job,
    wait,
    take: async (owner, pages, use) => {
      const waitMs = await wait(owner, use);
      if (waitMs > 0) return waitMs;
      const key = keyOf(owner);
      const { points, endsInMs } = await counts.add(key, pages, seconds);
      if (points - pages >= startsBelow[use]) {
        // Somebody else came between the look and the count.
        if (endsInMs > safeMs) await counts.add(key, -pages, seconds);
        onHit(use);
        return Math.max(1, endsInMs);
      }
      if (points > perMinute) {
        const debtSeconds = endsInMs / 1000 + ((points - perMinute) / perMinute) * seconds;
        await counts.set(key, inDebt, Math.min(Math.ceil(debtSeconds), longestDebtSeconds));
      }
      return 0;
    },
  };
}

const keyOf = (owner: string): string => `pages:${owner}`;
