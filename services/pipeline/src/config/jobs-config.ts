/** Jobs as the service runs them: where their queue and their store are, what this process does of them. */
import { join } from 'node:path';
import { ConfigError } from '@recto/service-kit';
import type { jobsRoles } from './variables.ts';

export interface JobsVariables {
  readonly JOBS_URL?: string | undefined;
  readonly JOBS_ROLE: (typeof jobsRoles)[number];
  readonly JOBS_NAMESPACE: string;
  readonly DATA_DIR: string;
  readonly JOBS_STORE?: string | undefined;
  readonly JOBS_RETENTION_SECONDS: number;
  readonly JOBS_MAX_BYTES: number | null;
  readonly JOBS_MAX_QUEUE: number;
  readonly JOBS_MAX_PER_KEY: number | null;
  readonly JOBS_QUEUE_PERCENT_PER_KEY: number;
  readonly JOBS_TASKS_PER_KEY: number | null;
  readonly JOBS_WEBHOOK_SECRET?: string | undefined;
  readonly STORAGE_ACCESS_KEY_ID?: string | undefined;
  readonly STORAGE_SECRET_ACCESS_KEY?: string | undefined;
}

/** "Expired" is told apart from "unknown" for so long. */
const tombstoneMs = 7 * 24 * 3600 * 1000;

/** Throws ConfigError. */
export function jobsConfig(env: JobsVariables) {
  const url = env.JOBS_URL ?? null;
  const problems: string[] = [];
  if (url !== null && !/^(?:rediss?|postgres(?:ql)?):\/\//.test(url)) {
    problems.push('JOBS_URL: must begin with redis://, rediss://, postgres:// or postgresql://');
  } else if (url !== null && !URL.canParse(url)) problems.push('JOBS_URL: must be a URL');
  if (url === null && env.JOBS_ROLE !== 'all') {
    problems.push(`JOBS_ROLE: ${env.JOBS_ROLE} needs JOBS_URL: an embedded queue belongs to one process`);
  }
  if (!/^[\w-]{1,50}$/.test(env.JOBS_NAMESPACE)) {
    problems.push('JOBS_NAMESPACE: may hold letters, digits, _ and -');
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    role: env.JOBS_ROLE,
    queue: { url, namespace: env.JOBS_NAMESPACE, dataDirectory: join(env.DATA_DIR, 'queue') },
    store: storeConfig(env),
    retention: { ms: env.JOBS_RETENTION_SECONDS * 1000, maxBytes: env.JOBS_MAX_BYTES, tombstoneMs },
    maxQueue: env.JOBS_MAX_QUEUE,
    maxPerOwner: env.JOBS_MAX_PER_KEY,
    queueShare: env.JOBS_QUEUE_PERCENT_PER_KEY / 100,
    tasksPerOwner: env.JOBS_TASKS_PER_KEY,
    webhookSecret: env.JOBS_WEBHOOK_SECRET ?? null,
  };
}

export type JobsStoreConfig = ReturnType<typeof storeConfig>;

function storeConfig(env: JobsVariables) {
  const place = env.JOBS_STORE ?? join(env.DATA_DIR, 'jobs');
  if (!place.startsWith('s3://')) return { type: 'directory' as const, directory: place };
  if (!URL.canParse(place))
    throw new ConfigError(['JOBS_STORE: must be a directory or s3://BUCKET/PREFIX?…']);
  const url = new URL(place);
  const { STORAGE_ACCESS_KEY_ID: accessKeyId, STORAGE_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new ConfigError(['JOBS_STORE: needs STORAGE_ACCESS_KEY_ID and STORAGE_SECRET_ACCESS_KEY']);
  }
  const region = url.searchParams.get('region') ?? 'us-east-1';
  const given = url.searchParams.get('endpoint');
  const endpoint = given ?? `https://s3.${region}.amazonaws.com`;
  if (!URL.canParse(endpoint)) throw new ConfigError(['JOBS_STORE: its endpoint must be an http(s) URL']);
  return {
    type: 's3' as const,
    endpoint,
    region,
    bucket: url.hostname,
    keyPrefix: url.pathname.replace(/^\/+|\/+$/g, ''),
    // Servers of one's own seldom have a name per bucket.
    pathStyle: (url.searchParams.get('path_style') ?? String(given !== null)) === 'true',
    accessKeyId,
    secretAccessKey,
  };
}
