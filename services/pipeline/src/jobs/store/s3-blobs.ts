/** A bucket as the store of jobs. Conditional writes (`If-None-Match: *`) make `putNew` safe between machines. */
import { createHash, randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RectoError } from '@recto/contracts';
import type { S3Bucket } from '../../storage/s3-bucket.ts';
import { type BlobInfo, type BlobRange, type BlobStore, type Content, listAll } from './blob-store.ts';

export interface S3BlobsOptions {
  readonly bucket: S3Bucket;
  /** Before every key, without a slash at its end; empty for none. */
  readonly keyPrefix: string;
  /** S3 wants length and hash before the bytes: content waits here, on this machine, while they are found. */
  readonly temporaryDirectory: string;
}

const missing = [404];
const taken = [412, 409];

export function createS3Blobs({ bucket, keyPrefix, temporaryDirectory }: S3BlobsOptions): BlobStore {
  const keyOf = (key: string): string => (keyPrefix === '' ? key : `${keyPrefix}/${key}`);

  const put = async (key: string, content: Content, signal: AbortSignal): Promise<BlobInfo> => {
    const path = join(temporaryDirectory, `recto-${randomUUID()}.upload`);
    try {
      const info = await writeTo(path, content, signal);
      const body = { content: await openAsBlob(path), sha256: info.sha256 };
      await finish(await bucket.call({ method: 'PUT', key: keyOf(key), body }, signal));
      return info;
    } finally {
      await rm(path, { force: true });
    }
  };

  const list: BlobStore['list'] = async (folder, { after, limit }, signal) => {
    const prefix = `${keyOf(folder)}/`;
    const query = {
      'list-type': '2',
      delimiter: '/',
      prefix,
      'max-keys': String(Math.min(limit, 1000)),
      // Past everything below a folder of that name, too: "0" comes after "/".
      ...(after && { 'start-after': `${prefix}${after}0` }),
    };
    const xml = await (await bucket.call({ method: 'GET', key: '', query }, signal)).text();
    const names = [...xml.matchAll(/<(?:Key|Prefix)>([^<]+)<\/(?:Key|Prefix)>/g)]
      .map((match) => unescaped(match[1] as string))
      .filter((key) => key.startsWith(prefix) && key !== prefix)
      .map((key) => key.slice(prefix.length).replace(/\/$/, ''));
    return [...new Set(names)].sort();
  };

  const removeObject = async (key: string, signal: AbortSignal) =>
    finish(await bucket.call({ method: 'DELETE', key: keyOf(key), accept: missing }, signal));

  const remove = async (key: string, signal: AbortSignal): Promise<void> => {
    const below: string[] = [];
    for await (const name of listAll({ list }, key, signal)) below.push(`${key}/${name}`);
    for (const name of below) await remove(name, signal);
    await removeObject(key, signal);
  };

  return {
    put,
    putNew: async (key, bytes, signal) => {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const headers = { 'if-none-match': '*' };
      const call = {
        method: 'PUT',
        key: keyOf(key),
        headers,
        body: { content: bytes, sha256 },
        accept: taken,
      } as const;
      const answer = await finish(await bucket.call(call, signal));
      return answer.ok;
    },
    get: async (key, signal) => {
      const answer = await bucket.call({ method: 'GET', key: keyOf(key), accept: missing }, signal);
      const bytes = Buffer.from(await answer.arrayBuffer());
      return answer.ok ? bytes : null;
    },
    has: async (key, signal) =>
      (await finish(await bucket.call({ method: 'HEAD', key: keyOf(key), accept: missing }, signal))).ok,
    read: (key, range, signal) => readRange(bucket, keyOf(key), range, signal),
    list,
    remove,
    usage: async (folder, signal) => {
      let bytes = 0;
      for (let token: string | null = ''; token !== null; ) {
        const query: Record<string, string> = {
          'list-type': '2',
          prefix: `${keyOf(folder)}/`,
          ...(token && { 'continuation-token': token }),
        };
        const xml: string = await (await bucket.call({ method: 'GET', key: '', query }, signal)).text();
        for (const [, size] of xml.matchAll(/<Size>(\d+)<\/Size>/g)) bytes += Number(size);
        const next: string | undefined = /<NextContinuationToken>([^<]+)</.exec(xml)?.[1];
        token = next === undefined ? null : unescaped(next);
      }
      return bytes;
    },
    checkWritable: async (signal) => {
      const key = `check-${randomUUID()}`;
      await put(key, [], signal);
      await removeObject(key, signal);
    },
  };
}

async function writeTo(path: string, content: Content, signal: AbortSignal): Promise<BlobInfo> {
  const hash = createHash('sha256');
  let bytes = 0;
  await mkdir(join(path, '..'), { recursive: true });
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const piece of content) {
      signal.throwIfAborted();
      hash.update(piece);
      bytes += piece.byteLength;
      await file.writeFile(piece);
    }
  } finally {
    await file.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}

async function* readRange(
  bucket: S3Bucket,
  key: string,
  { offset, length }: BlobRange,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  if (length === 0) return;
  const headers = { range: `bytes=${offset}-${offset + length - 1}` };
  const answer = await bucket.call({ method: 'GET', key, headers }, signal);
  let read = 0;
  for await (const piece of answer.body ?? []) {
    read += piece.byteLength;
    yield piece;
  }
  if (read !== length)
    throw new RectoError('storage.unavailable', { cause: new Error('an object ended early') });
}

/** Its body is of no interest; an unread one would keep the connection. */
async function finish(answer: Response): Promise<Response> {
  await answer.arrayBuffer();
  return answer;
}

/** Keys are of this project's own making; only these stand in a prefix that an operator chose. */
const unescaped = (xml: string): string => xml.replaceAll('&quot;', '"').replaceAll('&amp;', '&');
