/** The whole service over a small house, with jobs that run: for tests of what callers see. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createWebhooks } from '@recto/outbound';
import { createLogger, createMetrics } from '@recto/service-kit';
import { createAdmission } from '../conductor/admission.ts';
import { allInstalled, createHouse, type House, type HouseOptions } from '../conductor/house.fixture.ts';
import { defaultPipelineSettings } from '../conductor/pipeline-settings.ts';
import { createApp } from '../http/app.ts';
import { createPageAllowance } from '../limits/page-allowance.ts';
import { createSharedCounts } from '../limits/shared-counts.ts';
import { createJobsMetrics } from '../observability/jobs-metrics.ts';
import { createJobs, type Jobs, type JobsConfig } from './create-jobs.ts';
import { createDirectoryBlobs } from './store/directory-blobs.ts';
import { createJobStore, type JobStore } from './store/job-store.ts';

export interface JobsService {
  readonly url: string;
  readonly house: House;
  readonly jobs: Jobs;
  readonly store: JobStore;
  readonly lifecycle: { draining: boolean };
  stop(): Promise<void>;
}

export interface JobsServiceOptions {
  readonly directory: string;
  readonly house?: HouseOptions;
  readonly apiKeys?: readonly string[];
  readonly config?: Partial<JobsConfig>;
  /** In a minute of so many seconds. */
  readonly pageLimit?: { readonly perMinute: number; readonly minuteSeconds: number };
  /** How long a task stays a worker's without a sign of life: short where a test kills one, else longer than any hold-up. */
  readonly lockMs?: number;
}

export async function startJobsService({
  directory,
  house: houseOptions = {},
  apiKeys = [],
  config = {},
  pageLimit,
  lockMs = 30_000,
}: JobsServiceOptions): Promise<JobsService> {
  const house = createHouse(directory, houseOptions);
  const logger = createLogger({ service: 'test', level: 'silent' });
  const store = createJobStore(createDirectoryBlobs(join(directory, 'store')));
  const wired = { parts: house.parts, settings: defaultPipelineSettings, installed: allInstalled, logger };
  const metrics = createMetrics();
  const counts = createSharedCounts({ url: null, namespace: 'test', onError: () => {} });
  const allowance = createPageAllowance({ perMinute: null, ...pageLimit, counts, onHit: () => {} });
  const jobs: Jobs = createJobs(
    {
      queue: { url: null, dataDirectory: join(directory, 'queue'), namespace: 'test' },
      retention: { ms: 60_000, maxBytes: null, tombstoneMs: 60_000 },
      worker: {
        documentsAtOnce: 2,
        rangesAtOnce: 2,
        lockMs,
        lookMs: 500,
        reconcileMs: 1000,
        sweepMs: 60_000,
      },
      maxQueue: 1000,
      maxPerOwner: null,
      queueShare: 1,
      tasksPerOwner: null,
      retryAfterSeconds: 7,
      documentBytes: 1e8,
      graceMs: 0,
      ...config,
    },
    {
      ...wired,
      store,
      postJson: createWebhooks({ allowPrivate: true, allowHosts: null, denyHosts: [] }).postJson,
      allowance,
      counts,
      observe: createJobsMetrics(metrics, () => jobs.queue),
    },
  );
  const lifecycle = { draining: false };
  const app = createApp({
    ...wired,
    jobs,
    apiKeys,
    adminKey: 'admin',
    allowance,
    admission: createAdmission({
      requestsAtOnce: 4,
      requestsWaiting: 4,
      bodyBytesInFlight: 1_000_000,
      retryAfterSeconds: 7,
    }),
    body: { maxBytes: 100_000, totalMs: 5000, minBytesPerSecond: 1, graceMs: 5000 },
    lifecycle,
    readiness: { missing: jobs.missing },
    metrics,
    servedFiles: null,
    webhookSecret: null,
    links: { publicUrl: null, secret: 'secret' },
  });
  const server = createServer(app);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    house,
    jobs,
    store,
    lifecycle,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await jobs.stop();
    },
  };
}
