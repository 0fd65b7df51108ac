import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createS3Storage, type S3StorageOptions } from './s3-storage.ts';

const quiet = new AbortController().signal;
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

async function bucket(answer: (res: ServerResponse, count: number) => void) {
  const seen: Seen[] = [];
  const server = createServer(async (req, res) => {
    const pieces: Buffer[] = [];
    for await (const piece of req) pieces.push(piece as Buffer);
    seen.push({
      method: req.method ?? '',
      path: req.url ?? '',
      headers: req.headers,
      body: Buffer.concat(pieces),
    });
    answer(res, seen.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

const secretAccessKey = 'very/secret+key';
const storageAt = (endpoint: string, options: Partial<S3StorageOptions> = {}) =>
  createS3Storage({
    endpoint,
    region: 'eu-test-1',
    bucket: 'pages',
    pathStyle: true,
    accessKeyId: 'AKTEST',
    secretAccessKey,
    timeoutMs: 10_000,
    attempts: 3,
    retryMs: 1,
    urlSeconds: 600,
    ...options,
  });
const file = { bytes: Buffer.from('JPEG bytes'), contentType: 'image/jpeg' };

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');

/** AWS Signature Version 4 once more, by the book: what the server computes. */
function signatureOf({ method, path, headers, body }: Seen, signedHeaders: string): string {
  const date = String(headers['x-amz-date']);
  const canonical = [
    method,
    path,
    '',
    ...signedHeaders.split(';').map((name) => `${name}:${headers[name]}`),
    '',
    signedHeaders,
    sha256(body),
  ].join('\n');
  const scope = `${date.slice(0, 8)}/eu-test-1/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>((k, part) => hmac(k, part), `AWS4${secretAccessKey}`);
  return hmac(key, text).toString('hex');
}

describe('createS3Storage', () => {
  it('puts a file whose signature covers host, time and content', async () => {
    const { endpoint, seen } = await bucket((res) => res.end());
    await storageAt(endpoint).save('ocr/id/imgs/a.jpg', file, quiet);
    const [put] = seen as [Seen];
    expect([put.method, put.path, put.headers['content-type']]).toEqual([
      'PUT',
      '/pages/ocr/id/imgs/a.jpg',
      'image/jpeg',
    ]);
    expect(put.body.equals(file.bytes)).toBe(true);
    expect(put.headers['x-amz-content-sha256']).toBe(sha256(file.bytes));
    const [, credential, signed, signature] =
      /Credential=(\S+), SignedHeaders=(\S+), Signature=(\S+)/.exec(put.headers.authorization ?? '') ?? [];
    expect(credential).toMatch(/^AKTEST\/\d{8}\/eu-test-1\/s3\/aws4_request$/);
    expect(signed?.split(';')).toEqual(
      expect.arrayContaining(['host', 'x-amz-date', 'x-amz-content-sha256']),
    );
    expect(signature).toBe(signatureOf(put, signed as string));
  });

  it('gives an address that expires and shows no secret', async () => {
    const url = new URL((await storageAt('https://s3.test').urlOf?.('id/a.jpg')) as string);
    expect(url.origin + url.pathname).toBe('https://s3.test/pages/id/a.jpg');
    expect(url.searchParams.get('X-Amz-Expires')).toBe('600');
    expect(url.searchParams.get('X-Amz-Signature')).toMatch(/^[0-9a-f]{64}$/);
    expect(url.href).not.toContain(encodeURIComponent(secretAccessKey));
  });

  it('names the bucket in the host where the server wants it there', async () => {
    const storage = storageAt('https://s3.oss-cn-test.aliyuncs.com', { pathStyle: false });
    expect(await storage.urlOf?.('a.jpg')).toMatch(
      /^https:\/\/pages\.s3\.oss-cn-test\.aliyuncs\.com\/a\.jpg\?/,
    );
  });

  it('tries again what may pass, with a signature of its own', async () => {
    const { endpoint, seen } = await bucket((res, count) => {
      res.statusCode = count < 3 ? 503 : 200;
      res.end();
    });
    await storageAt(endpoint).save('a.jpg', file, quiet);
    expect(seen).toHaveLength(3);
  });

  it('gives up after so many attempts', async () => {
    const { endpoint, seen } = await bucket((res) => res.writeHead(500).end());
    await expect(storageAt(endpoint).save('a.jpg', file, quiet)).rejects.toMatchObject({
      code: 'storage.unavailable',
    });
    expect(seen).toHaveLength(3);
    await expect(storageAt('http://127.0.0.1:1').save('a.jpg', file, quiet)).rejects.toMatchObject({
      code: 'storage.unavailable',
    });
  });

  it('does not insist where it is refused, follows nobody, and repeats no secret', async () => {
    const refusal = `<Error><Code>SignatureDoesNotMatch</Code><StringToSign>${secretAccessKey}</StringToSign></Error>`;
    const { endpoint, seen } = await bucket((res, count) => {
      if (count === 1) res.writeHead(403).end(refusal);
      else res.writeHead(307, { location: 'http://127.0.0.1:1/elsewhere' }).end();
    });
    const failure = await storageAt(endpoint)
      .save('a.jpg', file, quiet)
      .catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({ code: 'storage.refused' });
    expect(String((failure as Error).cause)).toContain('403 SignatureDoesNotMatch');
    expect(String((failure as Error).cause)).not.toContain(secretAccessKey);
    await expect(storageAt(endpoint).save('a.jpg', file, quiet)).rejects.toMatchObject({
      code: 'storage.refused',
    });
    expect(seen).toHaveLength(2);
  });

  it('leaves a server that does not answer', async () => {
    const { endpoint, seen } = await bucket(() => {});
    const storage = storageAt(endpoint, { timeoutMs: 50, attempts: 2 });
    await expect(storage.save('a.jpg', file, quiet)).rejects.toMatchObject({ code: 'storage.unavailable' });
    expect(seen).toHaveLength(2);
    const caller = new AbortController();
    const waiting = storageAt(endpoint).save('a.jpg', file, caller.signal);
    caller.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
  });
});
