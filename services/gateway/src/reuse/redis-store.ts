/** Answers in Redis or Valkey, shared by several gateways. How much is kept is for the server's `maxmemory` to say. */
import type { Logger } from '@recto/service-kit';
import { Redis } from 'ioredis';
import type { AnswerStore } from './answer-store.ts';

export interface RedisStoreOptions {
  /** redis:// or rediss:// */
  readonly url: string;
  /** Before every key, so that a server can be shared. */
  readonly prefix: string;
  readonly ttlMs: number;
  readonly logger: Pick<Logger, 'warn' | 'info'>;
}

/** A cache that takes longer than this is no help. */
const commandTimeoutMs = 250;
const longestReconnectMs = 10_000;

export function createRedisStore({ url, prefix, ttlMs, logger }: RedisStoreOptions): AnswerStore {
  const redis = new Redis(url, {
    commandTimeout: commandTimeoutMs,
    connectTimeout: 5_000,
    // A call does not wait for a cache that is away.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(longestReconnectMs, 100 * 2 ** attempt),
  });
  let isAway = false;
  redis.on('error', (error) => {
    if (!isAway) logger.warn({ err: error }, 'answer cache is away: every call goes to a replica');
    isAway = true;
  });
  redis.on('ready', () => {
    if (isAway) logger.info('answer cache is back');
    isAway = false;
  });
  return {
    get: (key) => redis.getBuffer(prefix + key).catch(() => null),
    set: (key, answer) =>
      redis.set(prefix + key, answer, 'PX', ttlMs).then(
        () => {},
        () => {},
      ),
    close: async () => redis.disconnect(),
  };
}
