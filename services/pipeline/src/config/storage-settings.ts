/** `Serving.extra.file_storage` and its companions in a pipeline file (wire.md 4.6), and what Recto makes of them. */
import { z } from 'zod';
import { longestUrlSeconds } from '../storage/s3-storage.ts';

const text = z.string().min(1);
const keyPrefix = z
  .string()
  .regex(/^[\w./-]*$/, 'may hold letters, digits and _ . - /')
  .nullish();

const s3Storage = z.object({
  type: z.literal('s3'),
  endpoint: text.nullish(),
  region: text.default('us-east-1'),
  bucket_name: text,
  access_key_id: text.nullish(),
  access_key_secret: text.nullish(),
  key_prefix: keyPrefix,
  path_style: z.boolean().nullish(),
});
const bosStorage = z.object({
  type: z.literal('bos'),
  endpoint: text,
  ak: text.nullish(),
  sk: text.nullish(),
  bucket_name: text,
  key_prefix: keyPrefix,
  connection_timeout_in_mills: z.int().min(1).nullish(),
});
const ossStorage = z.object({
  type: z.literal('oss'),
  endpoint: text,
  access_key_id: text.nullish(),
  access_key_secret: text.nullish(),
  bucket_name: text,
  key_prefix: keyPrefix,
});

export const fileStorage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('memory') }),
  z.object({ type: z.literal('file_system'), directory: text }),
  s3Storage,
  bosStorage,
  ossStorage,
]);

/** Seconds; -1, the reference's "for ever", is the longest that a signature allows. */
export const urlExpiresIn = z.union([z.literal(-1), z.int().min(1).max(longestUrlSeconds)]);

export interface BucketSettings {
  readonly type: 's3';
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly keyPrefix: string;
  readonly pathStyle: boolean;
  readonly accessKeyId: string | undefined;
  readonly secretAccessKey: string | undefined;
  readonly timeoutMs: number;
}

export type StorageSettings =
  | { readonly type: 'memory' }
  | { readonly type: 'file_system'; readonly directory: string }
  | BucketSettings;

const usualTimeoutMs = 30_000;

export function storageSettings(storage: z.output<typeof fileStorage>): StorageSettings {
  switch (storage.type) {
    case 'memory':
      return { type: 'memory' };
    case 'file_system':
      return { type: 'file_system', directory: storage.directory };
    case 's3':
      return {
        ...bucket(storage, storage.access_key_id, storage.access_key_secret),
        endpoint: withScheme(storage.endpoint ?? `s3.${storage.region}.amazonaws.com`),
        region: storage.region,
        // Servers of one's own seldom have a name per bucket.
        pathStyle: storage.path_style ?? storage.endpoint != null,
      };
    case 'bos': {
      // bj.bcebos.com speaks Baidu's own protocol, s3.bj.bcebos.com S3; the region is the first label.
      const endpoint = s3Host(storage.endpoint, /^(?:s3\.)?([a-z0-9]+)\.bcebos\.com$/);
      return {
        ...bucket(storage, storage.ak, storage.sk),
        ...endpoint,
        pathStyle: true,
        timeoutMs: storage.connection_timeout_in_mills ?? usualTimeoutMs,
      };
    }
    case 'oss': {
      // OSS takes no path style; s3.oss-{region}[-internal].aliyuncs.com speaks S3.
      const endpoint = s3Host(storage.endpoint, /^(?:s3\.)?oss-([a-z0-9-]+?)(?:-internal)?\.aliyuncs\.com$/);
      return {
        ...bucket(storage, storage.access_key_id, storage.access_key_secret),
        ...endpoint,
        pathStyle: false,
      };
    }
  }
}

const bucket = (
  given: { bucket_name: string; key_prefix?: string | null | undefined },
  accessKeyId: string | null | undefined,
  secretAccessKey: string | null | undefined,
) => ({
  type: 's3' as const,
  bucket: given.bucket_name,
  keyPrefix: (given.key_prefix ?? '').replace(/^\/+|\/+$/g, ''),
  accessKeyId: accessKeyId ?? undefined,
  secretAccessKey: secretAccessKey ?? undefined,
  timeoutMs: usualTimeoutMs,
});

/** The S3 endpoint beside a provider's own one; any other host is taken as it is. */
function s3Host(given: string, ownHost: RegExp): { endpoint: string; region: string } {
  const endpoint = withScheme(given);
  const host = URL.canParse(endpoint) ? new URL(endpoint).hostname : '';
  const region = ownHost.exec(host)?.[1];
  if (region === undefined) return { endpoint, region: 'us-east-1' };
  return { endpoint: host.startsWith('s3.') ? endpoint : endpoint.replace(host, `s3.${host}`), region };
}

const withScheme = (endpoint: string): string =>
  /^https?:\/\//.test(endpoint) ? endpoint : `https://${endpoint}`;
