/** The store of jobs in a real S3-compatible server: the cases that a directory passes, too. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { blobStoreCases } from '../../services/pipeline/src/jobs/store/blob-store.fixture.ts';
import { createS3Blobs } from '../../services/pipeline/src/jobs/store/s3-blobs.ts';
import { createS3Bucket } from '../../services/pipeline/src/storage/s3-bucket.ts';
import { findVersitygw, howToInstall, type S3Server, startVersitygw } from '../support/versitygw.ts';

const program = findVersitygw();
if (program === null) console.log(`test/storage skipped: ${howToInstall}`);

describe.skipIf(program === null)('the store of jobs', () => {
  let s3: S3Server;
  const temporaryDirectory = mkdtempSync(join(tmpdir(), 'recto-s3-blobs-test-'));
  beforeAll(async () => {
    s3 = await startVersitygw(program as string, ['jobs']);
  });
  afterAll(() => {
    s3?.stop();
    rmSync(temporaryDirectory, { recursive: true, force: true });
  });

  let stores = 0;
  blobStoreCases('a bucket', () => {
    stores += 1;
    const bucket = createS3Bucket({
      ...s3,
      bucket: 'jobs',
      pathStyle: true,
      timeoutMs: 10_000,
      attempts: 2,
      retryMs: 10,
    });
    return createS3Blobs({ bucket, keyPrefix: `store-${stores}`, temporaryDirectory });
  });
});
