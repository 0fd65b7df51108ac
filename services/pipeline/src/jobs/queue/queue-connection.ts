/** Where the queue lives, from one address: in this process (PGlite), in Redis or Valkey, or in PostgreSQL. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BackendFactory,
  createPostgresBackend,
  createRedisBackend,
  type PgPool,
  type RedisOptions,
  runMigrations,
} from 'bullmq';
import { Pool } from 'pg';
import { openPglitePool } from './pglite-pool.ts';

export interface QueueConnection {
  readonly kind: 'embedded' | 'redis' | 'postgres';
  /** Knows where to connect, whatever connection it is called with. */
  readonly factory: BackendFactory;
  close(): Promise<void>;
}

export interface QueueConnectionOptions {
  /** `redis://`, `rediss://`, `postgres://` or `postgresql://`; null for the embedded queue. */
  readonly url: string | null;
  /** Of the embedded queue. */
  readonly dataDirectory: string;
}

/** The name of BullMQ's own tables; a database may hold others. */
const schema = 'bullmq';
/** Each worker and each listener for events keeps one of them for itself. */
const poolSize = 12;

export async function openQueueConnection({
  url,
  dataDirectory,
}: QueueConnectionOptions): Promise<QueueConnection> {
  if (url === null) return overPool('embedded', await openPglitePool(dataDirectory), dataDirectory);
  if (/^rediss?:/.test(url)) return overRedis(url);
  const options = `-c search_path=${schema}`;
  const pool = new Pool({ connectionString: url, options, max: poolSize, keepAlive: true });
  // Each queue and each worker listens for its errors.
  pool.setMaxListeners(0);
  return overPool('postgres', pool as unknown as PgPool, url);
}

async function overPool(
  kind: 'embedded' | 'postgres',
  pool: PgPool,
  address: string,
): Promise<QueueConnection> {
  try {
    await migrate(pool);
    if (kind === 'embedded') await pool.query(`SET search_path TO ${schema}`);
  } catch (error) {
    await pool.end().catch(() => {});
    throw new Error(`the queue at ${withoutPassword(address)} cannot be opened`, { cause: error });
  }
  return {
    kind,
    factory: (name, opts, more) => createPostgresBackend(name, { ...opts, connection: pool }, more),
    close: () => pool.end(),
  };
}

/** A database that starts together with this service may need a moment. */
const openAttempts = 20;
const openPauseMs = 500;

async function migrate(pool: PgPool): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const client = await pool.connect();
      try {
        await runMigrations(client, schema);
        return;
      } finally {
        client.release();
      }
    } catch (error) {
      if (attempt === openAttempts) throw error;
      await sleep(openPauseMs);
    }
  }
}

function overRedis(text: string): QueueConnection {
  const url = new URL(text);
  const connection: RedisOptions = {
    host: url.hostname,
    port: Number(url.port || 6379),
    ...(url.username && { username: decodeURIComponent(url.username) }),
    ...(url.password && { password: decodeURIComponent(url.password) }),
    db: Number(url.pathname.slice(1) || 0),
    ...(url.protocol === 'rediss:' && { tls: {} }),
    // A worker waits for a Redis that restarts, however long it takes; callers have limits of their own.
    maxRetriesPerRequest: null,
    retryStrategy: (attempt: number) => Math.min(attempt * 100, 2000),
  };
  return {
    kind: 'redis',
    factory: (name, opts, more) => createRedisBackend(name, { ...opts, connection }, more) as never,
    close: async () => {},
  };
}

const withoutPassword = (address: string): string => address.replace(/\/\/[^@/]*@/, '//');
