/** The counts of rate-limiter-flexible over the store that an address names. */
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import {
  type IRateLimiterOptions,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRedis,
} from 'rate-limiter-flexible';
import type { OpenLimiter, SharedCountsOptions } from './shared-counts.ts';

/** Whoever waits for a count waits no longer than this for a store that is away. */
const answerMs = 1000;
const longestReconnectMs = 5000;
const poolSize = 4;
const schema = 'recto';
const table = 'counts';

export async function openLimiter({ url, namespace, onError }: SharedCountsOptions): Promise<OpenLimiter> {
  // Nothing is ever refused by the library: callers look at what was counted. So its points do not matter.
  const options = { keyPrefix: `${namespace}-limit`, points: 1, duration: 60 };
  const memory = new RateLimiterMemory(options);
  if (url === null) return { limiter: memory, close: async () => {} };
  const insured = { ...options, insuranceLimiter: memory };
  return /^rediss?:/.test(url) ? overRedis(url, insured, onError) : overPostgres(url, insured, onError);
}

type Insured = IRateLimiterOptions & { readonly insuranceLimiter: RateLimiterMemory };
type OnError = SharedCountsOptions['onError'];

async function overRedis(url: string, options: Insured, onError: OnError): Promise<OpenLimiter> {
  const redis = new Redis(url, {
    lazyConnect: true,
    commandTimeout: answerMs,
    connectTimeout: answerMs,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(longestReconnectMs, 100 * 2 ** attempt),
  });
  redis.on('error', onError);
  await redis.connect().catch(() => {});
  const limiter = new RateLimiterRedis({ ...options, storeClient: redis, rejectIfRedisNotReady: true });
  return { limiter, close: async () => redis.disconnect() };
}

async function overPostgres(url: string, options: Insured, onError: OnError): Promise<OpenLimiter> {
  const pool = new Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: answerMs,
    query_timeout: answerMs,
    keepAlive: true,
  });
  pool.on('error', onError);
  const closed = new AbortController();
  await keepTable(pool, onError, closed.signal);
  const place = { schemaName: schema, tableName: table, tableCreated: true };
  const limiter = new RateLimiterPostgres({ ...options, ...place, storeClient: pool });
  const close = async () => {
    closed.abort();
    await pool.end();
  };
  return { limiter, close };
}

/** Another process made it at the same moment: unique_violation, duplicate_schema, duplicate_table. */
const madeMeanwhile = ['23505', '42P06', '42P07'];

/** Makes the table, if need be again and again while the database is away: until then the memory counts. */
async function keepTable(pool: Pool, onError: OnError, signal: AbortSignal): Promise<void> {
  try {
    await pool.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
    await pool.query(
      `CREATE TABLE IF NOT EXISTS ${schema}.${table}
         (key varchar(255) PRIMARY KEY, points integer NOT NULL DEFAULT 0, expire bigint)`,
    );
  } catch (error) {
    if (madeMeanwhile.includes((error as { code?: string }).code ?? '')) {
      return keepTable(pool, onError, signal);
    }
    if (signal.aborted) return;
    onError(error as Error);
    setTimeout(() => void keepTable(pool, onError, signal), longestReconnectMs).unref();
  }
}
