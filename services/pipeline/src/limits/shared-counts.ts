/**
 * Counts that end by themselves, shared by every process of the service where jobs share their queue: in Redis or PostgreSQL, else in
 * this process. A store that is away limits nobody less than this process alone would, and fails nobody.
 */
import type { RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';

export interface Count {
  readonly points: number;
  /** When it is forgotten, ms from now; 0 for a count that nobody has begun. */
  readonly endsInMs: number;
}

export interface SharedCounts {
  /** Adds to a count that ends so many seconds after its first points; what it has come to. */
  add(key: string, points: number, seconds: number): Promise<Count>;
  read(key: string): Promise<Count>;
  /** Whatever it was before. */
  set(key: string, points: number, seconds: number): Promise<void>;
  remove(key: string): Promise<void>;
  close(): Promise<void>;
}

export interface SharedCountsOptions {
  /** `redis://`, `rediss://`, `postgres://` or `postgresql://`; null: in this process. */
  readonly url: string | null;
  /** Services of different names in one Redis or database do not see each other's counts. */
  readonly namespace: string;
  /** Told when the store is away. */
  readonly onError: (error: Error) => void;
}

export interface OpenLimiter {
  readonly limiter: RateLimiterAbstract;
  close(): Promise<void>;
}

const nothing: Count = { points: 0, endsInMs: 0 };

/** Connects, and loads what that takes, with the first count. */
export function createSharedCounts(options: SharedCountsOptions): SharedCounts {
  let opening: Promise<OpenLimiter> | null = null;
  const limiter = async (): Promise<RateLimiterAbstract> => {
    opening ??= import('./open-limiter.ts').then(({ openLimiter }) => openLimiter(options));
    return (await opening).limiter;
  };
  return {
    add: async (key, points, seconds) =>
      countOf(await (await limiter()).penalty(key, points, { customDuration: seconds })),
    read: async (key) => countOf(await (await limiter()).get(key)),
    set: async (key, points, seconds) => {
      await (await limiter()).set(key, points, seconds);
    },
    remove: async (key) => {
      await (await limiter()).delete(key);
    },
    close: async () => {
      await (await opening)?.close();
    },
  };
}

const countOf = (res: RateLimiterRes | null): Count =>
  res === null ? nothing : { points: res.consumedPoints, endsInMs: Math.max(0, res.msBeforeNext) };
