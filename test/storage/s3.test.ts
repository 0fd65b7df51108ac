/** Files of answers in a real S3-compatible server: what lies there, who may read it, and what a wrong set-up says. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPipeline } from '../../bench/stack.ts';
import { startInstantEngine } from '../../bench/support/instant-engine.ts';
import { createS3Storage } from '../../services/pipeline/src/storage/s3-storage.ts';
import { greyPng } from '../support/documents.ts';
import { base64, parseJson } from '../support/parse.ts';
import { findVersitygw, howToInstall, type S3Server, startVersitygw } from '../support/versitygw.ts';

const program = findVersitygw();
if (program === null) console.log(`test/storage skipped: ${howToInstall}`);

describe.skipIf(program === null)('output storage in a real bucket', () => {
  let s3: S3Server;
  let engine: Awaited<ReturnType<typeof startInstantEngine>>;
  const directory = mkdtempSync(join(tmpdir(), 'recto-storage-test-'));

  beforeAll(async () => {
    s3 = await startVersitygw(program as string, ['pages']);
    engine = await startInstantEngine();
  });
  afterAll(async () => {
    s3?.stop();
    await engine?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  /** A pipeline whose answers' files go to the bucket, for one piece of work. */
  async function withPipeline<T>(
    extra: object,
    work: (url: string, output: () => string) => Promise<T>,
  ): Promise<T> {
    const file = join(directory, 'pipeline.yaml');
    const bucket = {
      type: 's3',
      endpoint: s3.endpoint,
      region: s3.region,
      bucket_name: 'pages',
      access_key_id: s3.accessKeyId,
      access_key_secret: s3.secretAccessKey,
      key_prefix: 'ocr/answers',
    };
    const Serving = { extra: { file_storage: bucket, ...extra } };
    writeFileSync(file, JSON.stringify({ Serving }));
    const environment = { PIPELINE: file, RECOGNITION_URL: engine.url, LOG_LEVEL: 'debug' };
    const pipeline = await startPipeline(environment);
    try {
      return await work(pipeline.url, pipeline.output);
    } finally {
      await pipeline.stop();
    }
  }

  const ask = (url: string) =>
    parseJson(url, {
      file: base64(greyPng(300, 200)),
      useLayoutDetection: false,
      promptLabel: 'ocr',
      visualize: true,
      outputFormats: ['docx'],
      logId: 'job/42',
    });

  it('gives signed addresses that work, each for its file, until they expire', async () => {
    const extra = { return_img_urls: true, url_expires_in: 2 };
    await withPipeline(extra, async (url, output) => {
      const page = (await ask(url)).body.result?.layoutParsingResults[0];
      const address = page?.inputImage as string;
      expect(new URL(address).pathname).toMatch(
        /^\/pages\/ocr\/answers\/job_42_[0-9a-f-]{36}\/input_img_0\.jpg$/,
      );
      const picture = await fetch(address);
      expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
      expect([...new Uint8Array(await picture.arrayBuffer()).slice(0, 2)]).toEqual([0xff, 0xd8]);

      const word = await fetch(page?.exports?.docx?.content as string);
      expect([word.status, word.headers.get('content-type')]).toEqual([200, expect.stringContaining('word')]);

      const bare = address.split('?')[0] as string;
      expect((await fetch(bare)).status).toBe(403);
      expect((await fetch(address.replace('input_img_0', 'other'))).status).toBe(403);
      expect((await fetch(address.replace('X-Amz-Expires=2', 'X-Amz-Expires=99'))).status).toBe(403);

      // The signature says how long it holds; the server's own clock ends it.
      const expired = async () => (await fetch(address)).status === 403;
      while (!(await expired())) await new Promise((resolve) => setTimeout(resolve, 200));
      for (const secret of [s3.secretAccessKey, s3.accessKeyId]) expect(output()).not.toContain(secret);
    });
  });

  it.each([
    ['a wrong secret', { secretAccessKey: 'wrong' }],
    ['a key that is not there', { accessKeyId: 'NOBODY' }],
    ['a bucket that is not there', { bucket: 'nowhere' }],
    ['a wrong region', { region: 'us-test-9' }],
  ])('refuses a file, typed, for %s', async (_name, wrong) => {
    const storage = createS3Storage({
      ...s3,
      bucket: 'pages',
      pathStyle: true,
      timeoutMs: 10_000,
      attempts: 1,
      retryMs: 1,
      urlSeconds: 60,
      ...wrong,
    });
    const file = { bytes: Buffer.from('JPEG'), contentType: 'image/jpeg' };
    await expect(storage.save('a.jpg', file, new AbortController().signal)).rejects.toMatchObject({
      code: 'storage.refused',
    });
  });
});
