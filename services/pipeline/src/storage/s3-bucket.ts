/**
 * Signed calls to a bucket that speaks S3: AWS, MinIO, Ceph, and BOS and OSS by their S3 endpoints. `aws4fetch` signs in 300 lines
 * without dependencies, where the AWS SDK would bring a hundred packages for six operations. Dials only the configured
 * endpoint and follows no redirect.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { RectoError } from '@recto/contracts';
import { AwsClient } from 'aws4fetch';

export interface S3BucketOptions {
  /** Without the bucket. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** `endpoint/bucket/key`; otherwise `bucket.endpoint/key`. */
  readonly pathStyle: boolean;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of one attempt until its answer begins, ms. */
  readonly timeoutMs: number;
  /** Attempts for one call. */
  readonly attempts: number;
  /** Pause before the second attempt, ms; doubled each time. */
  readonly retryMs: number;
}

export interface S3Call {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { readonly content: Uint8Array | Blob; readonly sha256: string };
  /** Refusals that the caller understands: their answers are returned like a success. */
  readonly accept?: readonly number[];
}

export interface S3Bucket {
  /** Throws RectoError storage.unavailable, storage.refused; the signal's reason. The caller reads or cancels the answer's body. */
  call(call: S3Call, signal: AbortSignal): Promise<Response>;
  /** An address that works for so many seconds without credentials. */
  presign(key: string, seconds: number): Promise<string>;
}

export function createS3Bucket(options: S3BucketOptions): S3Bucket {
  const { accessKeyId, secretAccessKey, region } = options;
  const signer = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3' });
  const base = bucketUrl(options);

  const attempt = async ({ method, key, query, headers, body, accept }: S3Call, signal: AbortSignal) => {
    const url = new URL(base + key);
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
    const hash: Record<string, string> = body ? { 'x-amz-content-sha256': body.sha256 } : {};
    const signed = await signer.sign(url, { method, headers: { ...headers, ...hash } });
    const slow = new AbortController();
    const timer = setTimeout(() => slow.abort(), options.timeoutMs);
    try {
      const response = await fetch(signed.url, {
        method,
        headers: signed.headers,
        body: (body?.content ?? null) as Uint8Array<ArrayBuffer> | Blob | null,
        signal: AbortSignal.any([signal, slow.signal]),
        redirect: 'manual',
      });
      if (response.ok || accept?.includes(response.status)) return response;
      throw new StorageAnswer(response.status, errorCodeOf(await response.text()));
    } finally {
      clearTimeout(timer);
    }
  };

  return {
    async call(call, signal) {
      for (let number = 1; ; number += 1) {
        try {
          return await attempt(call, signal);
        } catch (cause) {
          signal.throwIfAborted();
          if (cause instanceof StorageAnswer && !cause.mayPass)
            throw new RectoError('storage.refused', { cause });
          if (number >= options.attempts) throw new RectoError('storage.unavailable', { cause });
        }
        await sleep(options.retryMs * 2 ** (number - 1), undefined, { signal });
      }
    },
    async presign(key, seconds) {
      const url = new URL(base + key);
      url.searchParams.set('X-Amz-Expires', String(seconds));
      return (await signer.sign(url, { method: 'GET', aws: { signQuery: true } })).url;
    },
  };
}

/** With a slash at its end. */
function bucketUrl({ endpoint, bucket, pathStyle }: S3BucketOptions): string {
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
