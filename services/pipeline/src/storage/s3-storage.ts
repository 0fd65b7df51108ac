/** A bucket as output storage: files go in with a signed PUT and are fetched by presigned addresses. */
import { createHash } from 'node:crypto';
import type { OutputStorage } from './output-storage.ts';
import { createS3Bucket, type S3BucketOptions } from './s3-bucket.ts';

export interface S3StorageOptions extends S3BucketOptions {
  /** How long an address works, s. */
  readonly urlSeconds: number;
}

/** The signature allows no more (AWS Signature Version 4), s. */
export const longestUrlSeconds = 7 * 24 * 3600;

export function createS3Storage(options: S3StorageOptions): OutputStorage {
  const bucket = createS3Bucket(options);
  return {
    async save(key, { bytes, contentType }, signal) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const headers = { 'content-type': contentType };
      const answer = await bucket.call(
        { method: 'PUT', key, headers, body: { content: bytes, sha256 } },
        signal,
      );
      await answer.arrayBuffer();
    },
    urlOf: (key) => bucket.presign(key, options.urlSeconds),
  };
}
