/**
 * A bucket that speaks S3 as output storage: AWS, MinIO, Ceph, and BOS and OSS by their S3 endpoints. Two operations, a
 * signed PUT and a presigned GET; `aws4fetch` signs both in 300 lines without dependencies, where the AWS SDK would bring
 * a hundred packages for them. Dials only the configured endpoint and follows no redirect.
 */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { RectoError } from '@recto/contracts';
import { AwsClient } from 'aws4fetch';
import type { OutputStorage, StoredFile } from './output-storage.ts';

export interface S3StorageOptions {
  /** Without the bucket. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** `endpoint/bucket/key`; otherwise `bucket.endpoint/key`. */
  readonly pathStyle: boolean;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of one attempt, ms. */
  readonly timeoutMs: number;
  /** Attempts for one file. */
  readonly attempts: number;
  /** Pause before the second attempt, ms; doubled each time. */
  readonly retryMs: number;
  /** How long an address works, s. */
  readonly urlSeconds: number;
}

/** The signature allows no more (AWS Signature Version 4), s. */
export const longestUrlSeconds = 7 * 24 * 3600;

export function createS3Storage(options: S3StorageOptions): OutputStorage {
  const { accessKeyId, secretAccessKey, region } = options;
  const signer = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3' });
  const base = bucketUrl(options);

  const put = async (key: string, { bytes, contentType }: StoredFile, signal: AbortSignal) => {
    const request = await signer.sign(base + key, {
      method: 'PUT',
      body: bytes as Uint8Array<ArrayBuffer>,
      headers: {
        'content-type': contentType,
        'x-amz-content-sha256': createHash('sha256').update(bytes).digest('hex'),
      },
    });
    const limited = AbortSignal.any([signal, AbortSignal.timeout(options.timeoutMs)]);
    const response = await fetch(request, { signal: limited, redirect: 'manual' });
    const body = await response.text();
    if (!response.ok) throw new StorageAnswer(response.status, errorCodeOf(body));
  };

  return {
    async save(key, file, signal) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await put(key, file, signal);
        } catch (cause) {
          signal.throwIfAborted();
          if (cause instanceof StorageAnswer && !cause.mayPass)
            throw new RectoError('storage.refused', { cause });
          if (attempt >= options.attempts) throw new RectoError('storage.unavailable', { cause });
        }
        await sleep(options.retryMs * 2 ** (attempt - 1), undefined, { signal });
      }
    },
    async urlOf(key) {
      const url = new URL(base + key);
      url.searchParams.set('X-Amz-Expires', String(options.urlSeconds));
      return (await signer.sign(url, { method: 'GET', aws: { signQuery: true } })).url;
    },
  };
}

/** With a slash at its end. */
function bucketUrl({ endpoint, bucket, pathStyle }: S3StorageOptions): string {
  const url = new URL(endpoint);
  if (!pathStyle) url.hostname = `${bucket}.${url.hostname}`;
  const path = url.pathname.replace(/\/$/, '');
  return `${url.origin}${path}/${pathStyle ? `${bucket}/` : ''}`;
}

/** A refusal in the server's words, for the log: its status and its code, nothing of what it repeats of the request. */
class StorageAnswer extends Error {
  readonly mayPass: boolean;
  constructor(status: number, code: string) {
    super(`the storage answered ${status} ${code}`);
    this.mayPass = status >= 500 || status === 429 || status === 408;
  }
}

const errorCodeOf = (xml: string): string => /<Code>([A-Za-z]{1,60})<\/Code>/.exec(xml)?.[1] ?? '';
