/** Jobs on real processes of one machine: Redis, a gateway before a given VLM, an API that takes jobs in, and workers, any number. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, type RunningService, startService } from '../stack.ts';
import { processorSeconds } from './processor-time.ts';
import { type QueueServer, redisKind } from './queue-servers.ts';

type Environment = Readonly<Record<string, string>>;

export interface JobHouse {
  /** Of the API. */
  readonly url: string;
  /** Of Redis. */
  readonly queueUrl: string;
  readonly gateway: RunningService;
  readonly api: RunningService;
  readonly workers: readonly RunningService[];
  /** Where pages go as they are done: `jobs/<id>/pages/<n>` below it. */
  readonly store: string;
  /** Starts workers until there are so many. */
  haveWorkers(count: number): Promise<void>;
  /** Of all processes but Redis and the VLM, since they began. */
  processorSeconds(): Promise<number>;
  stop(): Promise<void>;
}

export interface JobHouseOptions {
  /** The VLM's, including /v1. */
  readonly vlmUrl: string;
  /** Whether the API works on jobs, too. Default: `api`, it does not. */
  readonly apiRole?: 'api' | 'all';
  readonly gateway?: Environment;
  /** Of the API and the workers. */
  readonly pipeline?: Environment;
}

/** Null where this machine has no Redis; says so. */
export async function startJobHouse(options: JobHouseOptions): Promise<JobHouse | null> {
  if (redisKind.create === null) {
    console.log(`skipped: ${redisKind.howToInstall}`);
    return null;
  }
  const redis = await redisKind.create();
  const directory = mkdtempSync(join(tmpdir(), 'recto-jobs-'));
  const running: RunningService[] = [];
  const stop = async () => {
    // Workers first: they still ask the others.
    for (const service of running.toReversed()) await service.stop();
    await redis.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    return await open(options, { redis, directory, running, stop });
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Ground {
  readonly redis: QueueServer;
  readonly directory: string;
  readonly running: RunningService[];
  readonly stop: () => Promise<void>;
}

async function open(
  options: JobHouseOptions,
  { redis, directory, running, stop }: Ground,
): Promise<JobHouse> {
  const gatewayPort = await freePort();
  const gateway = await startService('gateway', {
    port: gatewayPort,
    environment: {
      GATEWAY_PORT: String(gatewayPort),
      VLM_BACKEND: 'vllm-server',
      VLM_SERVER_URL: options.vlmUrl,
      ...options.gateway,
    },
  });
  running.push(gateway);
  const pipeline = async (role: 'api' | 'all' | 'worker') => {
    const port = await freePort();
    const service = await startService('pipeline', {
      port,
      environment: {
        HOST: '127.0.0.1',
        PORT: String(port),
        RECOGNITION_URL: `${gateway.url}/v1`,
        DATA_DIR: directory,
        SPOOL_DIR: directory,
        JOBS_URL: redis.url,
        JOBS_ROLE: role,
        ...options.pipeline,
      },
    });
    running.push(service);
    return service;
  };
  const api = await pipeline(options.apiRole ?? 'api');
  const workers: RunningService[] = [];
  return {
    url: api.url,
    queueUrl: redis.url,
    gateway,
    api,
    workers,
    store: join(directory, 'jobs'),
    haveWorkers: async (count) => {
      while (workers.length < count) workers.push(await pipeline('worker'));
    },
    processorSeconds: async () => {
      const each = await Promise.all(running.map(({ pid }) => processorSeconds(pid)));
      return each.reduce((sum, seconds) => sum + seconds, 0);
    },
    stop,
  };
}
