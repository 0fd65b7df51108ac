/** The store of jobs from its configuration. */
import type { JobsStoreConfig } from '../../config/jobs-config.ts';
import { createS3Bucket } from '../../storage/s3-bucket.ts';
import { createDirectoryBlobs } from './directory-blobs.ts';
import { createJobStore, type JobStore } from './job-store.ts';
import { createS3Blobs } from './s3-blobs.ts';

const callLimits = { timeoutMs: 60_000, attempts: 4, retryMs: 200 };

/** @param temporaryDirectory for what is on its way to a bucket */
export function createStoreOf(config: JobsStoreConfig, temporaryDirectory: string): JobStore {
  if (config.type === 'directory') return createJobStore(createDirectoryBlobs(config.directory));
  const bucket = createS3Bucket({ ...config, ...callLimits });
  return createJobStore(createS3Blobs({ bucket, keyPrefix: config.keyPrefix, temporaryDirectory }));
}
