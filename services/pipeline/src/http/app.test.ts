import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RectoError } from '@recto/contracts';
import { createLogger, createMetrics } from '@recto/service-kit';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { createAdmission } from '../conductor/admission.ts';
import { allInstalled, createHouse, type HouseOptions } from '../conductor/house.fixture.ts';
import { defaultPipelineSettings } from '../conductor/pipeline-settings.ts';
import type { Jobs } from '../jobs/create-jobs.ts';
import { createPageAllowance, unlimitedPages } from '../limits/page-allowance.ts';
import { createSharedCounts } from '../limits/shared-counts.ts';
import { createFileSystemStorage } from '../storage/file-system-storage.ts';
import { createOutputFiles } from '../storage/output-files.ts';
import { createSignedFiles } from '../storage/signed-files.ts';
import { type AppDependencies, createApp } from './app.ts';

const directory = mkdtempSync(join(tmpdir(), 'recto-app-test-'));
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Jobs have tests of their own, see routes/jobs. */
const noJobs: Jobs = {
  queue: null,
  missing: async () => [],
  service: () => Promise.reject(new RectoError('job.queue_unavailable')),
  board: () => Promise.reject(new RectoError('job.queue_unavailable')),
  resume: async () => {},
  retire: async () => {},
  stop: async () => {},
};

async function start(options: HouseOptions = {}, over: Partial<AppDependencies> = {}) {
  const house = createHouse(directory, options);
  const app = createApp({
    parts: house.parts,
    settings: defaultPipelineSettings,
    installed: allInstalled,
    admission: createAdmission({
      requestsAtOnce: 4,
      requestsWaiting: 4,
      bodyBytesInFlight: 1_000_000,
      retryAfterSeconds: 7,
    }),
    body: { maxBytes: 100_000, totalMs: 5000, minBytesPerSecond: 1, graceMs: 5000 },
    logger: createLogger({ service: 'test', level: 'silent' }),
    apiKeys: [],
    adminKey: null,
    allowance: unlimitedPages,
    lifecycle: { draining: false },
    readiness: { missing: async () => [] },
    metrics: createMetrics(),
    servedFiles: null,
    webhookSecret: null,
    links: { publicUrl: null, secret: 'secret' },
    jobs: noJobs,
    ...over,
  });
  const server = createServer(app);
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const parse = (body: unknown, headers: Record<string, string> = {}, signal?: AbortSignal) =>
    fetch(`${url}/layout-parsing`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
      signal: signal ?? null,
    });
  return { house, url, port, parse };
}

const file = (pages: number) => Buffer.from(String(pages)).toString('base64');
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

async function expectEnvelope(response: Response, status: number, code: string): Promise<string> {
  expect(response.status).toBe(status);
  expect(response.headers.get('x-recto-error-code')).toBe(code);
  const body = (await response.json()) as Record<string, unknown>;
  expect(Object.keys(body)).toEqual(['logId', 'errorCode', 'errorMsg']);
  expect(body).toMatchObject({ logId: expect.stringMatching(uuid), errorCode: status });
  return String(body.errorMsg);
}

describe('POST /layout-parsing', () => {
  it('answers with the success envelope, keys in the order of the wire', async () => {
    const { parse } = await start();
    const response = await parse({ file: file(2), logId: 'job-42', visualize: false });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('server-timing')).toMatch(/render;dur=\d/);
    expect(response.headers.get('x-request-id')).toMatch(uuid);
    const text = await response.text();
    expect(Number(response.headers.get('content-length'))).toBe(Buffer.byteLength(text));
    const body = JSON.parse(text);
    expect(Object.keys(body)).toEqual(['logId', 'result', 'errorCode', 'errorMsg']);
    expect(body).toMatchObject({ logId: 'job-42', errorCode: 0, errorMsg: 'Success' });
    expect(Object.keys(body.result)).toEqual(['layoutParsingResults', 'dataInfo']);
    expect(body.result.layoutParsingResults).toHaveLength(2);
    expect(Object.keys(body.result.layoutParsingResults[0])).toEqual(['prunedResult', 'markdown']);
  });

  it('adds pictures by default and leaves out what is switched off', async () => {
    const { parse } = await start();
    const full = (await (await parse({ file: file(1) })).json()) as never as {
      result: { layoutParsingResults: object[] };
    };
    expect(full.result.layoutParsingResults[0]).toMatchObject({
      markdown: { text: 'page 0', images: {} },
      outputImages: { layout_det_res: expect.stringMatching(/^\/9j\//) },
      inputImage: expect.stringMatching(/^\/9j\//),
    });
    const bare = await parse({ file: file(1), visualize: false, returnMarkdownImages: false });
    const { result } = (await bare.json()) as { result: { layoutParsingResults: { markdown: object }[] } };
    expect(result.layoutParsingResults[0]?.markdown).toEqual({ text: 'page 0' });
  });

  it('makes a log id where the request has none', async () => {
    const { parse } = await start();
    for (const logId of [null, '']) {
      const response = await parse({ file: file(1), logId, visualize: false });
      expect(await response.json()).toMatchObject({ logId: expect.stringMatching(uuid) });
    }
  });

  it('takes forms and bare files', async () => {
    const { url } = await start();
    const form = new FormData();
    form.set('file', new Blob(['2']), 'a.pdf');
    form.set('visualize', 'false');
    const bare = { method: 'POST', body: '1', headers: { 'content-type': 'application/pdf' } };
    for (const response of [
      await fetch(`${url}/layout-parsing`, { method: 'POST', body: form }),
      await fetch(`${url}/layout-parsing?visualize=false`, bare),
    ]) {
      expect(await response.json()).toMatchObject({ errorCode: 0 });
    }
  });

  it('tells validation errors as a list in a string', async () => {
    const { parse } = await start();
    const message = await expectEnvelope(await parse({ file: file(1), topP: 7 }), 422, 'request.invalid');
    expect(JSON.parse(message)).toMatchObject([{ type: 'less_than_equal', loc: ['body', 'topP'], input: 7 }]);
    await expectEnvelope(await parse({}), 422, 'request.invalid');
    await expectEnvelope(await parse({ file: 7 }), 422, 'request.invalid');
  });

  it('names the model that is missing', async () => {
    const { parse } = await start();
    const response = await parse({ file: file(1), useDocUnwarping: true });
    expect(await expectEnvelope(response, 422, 'model.not_installed')).toContain('UVDoc');
    const layout = { ...allInstalled.layout, installed: false, name: 'PP-DocLayoutV3' };
    const bare = await start({}, { installed: { ...allInstalled, layout } });
    const refused = await bare.parse({ file: file(1), visualize: false });
    expect(await expectEnvelope(refused, 422, 'model.not_installed')).toContain('PP-DocLayoutV3');
    const without = await bare.parse({ file: file(1), visualize: false, useLayoutDetection: false });
    expect(without.status).toBe(200);
  });

  it('keeps the status honest when the last page fails', async () => {
    const ask = async (page: number) => {
      if (page === 9) throw new RectoError('vlm.timeout');
      return 'x';
    };
    const { parse, house } = await start({ ask });
    await expectEnvelope(await parse({ file: file(10), visualize: false }), 504, 'vlm.timeout');
    const partial = await parse({ file: file(10), visualize: false, onError: 'partial' });
    expect(await partial.json()).toMatchObject({
      errorCode: 0,
      result: { failures: [{ code: 'vlm.timeout', page: 9 }] },
    });
    await vi.waitFor(() => expect(house.parts.spool.usedBytes).toBe(0));
  });

  it('stops the work when the client goes away', async () => {
    const { promise: stopped, resolve } = Promise.withResolvers<unknown>();
    const client = new AbortController();
    const ask = (_page: number, signal: AbortSignal) =>
      new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => {
          resolve(signal.reason);
          reject(signal.reason);
        });
        client.abort();
      });
    const { parse } = await start({ ask });
    await expect(parse({ file: file(5) }, {}, client.signal)).rejects.toThrow();
    expect(await stopped).toMatchObject({ code: 'request.aborted' });
  });

  it('answers a body that is too large before it has come, on a connection that lives on', async () => {
    const { port } = await start();
    const socket = connect(port, '127.0.0.1');
    const answers: string[] = [];
    socket.on('data', (data) => answers.push(data.toString()));
    socket.write('POST /layout-parsing HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n');
    while (!answers.join('').includes('request.body_too_large')) await new Promise((r) => setTimeout(r, 5));
    socket.write(Buffer.alloc(200_000, 'x'));
    socket.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
    while (!answers.join('').includes('Healthy')) await new Promise((r) => setTimeout(r, 5));
    expect(answers.join('')).toMatch(/^HTTP\/1.1 413 /);
    socket.destroy();
  });

  it('tells those who come when everything is taken to come back', async () => {
    const { promise: blocked, resolve: unblock } = Promise.withResolvers<string>();
    const { parse } = await start(
      { ask: () => blocked },
      {
        admission: createAdmission({
          requestsAtOnce: 1,
          requestsWaiting: 1,
          bodyBytesInFlight: 1000,
          retryAfterSeconds: 7,
        }),
      },
    );
    const answers = [0, 1, 2].map(() => parse({ file: file(1), visualize: false }));
    const refused = await Promise.race(answers);
    await expectEnvelope(refused, 429, 'server.busy');
    expect(refused.headers.get('retry-after')).toBe('7');
    unblock('x');
    const statuses = (await Promise.all(answers)).map((answer) => answer.status);
    expect(statuses.toSorted()).toEqual([200, 200, 429]);
  });

  it('tells a key that has had its pages of the minute when to come back', async () => {
    const counts = createSharedCounts({ url: null, namespace: 'test', onError: () => {} });
    const allowance = createPageAllowance({ perMinute: 4, counts, onHit: () => {} });
    const { parse, house } = await start({}, { allowance, apiKeys: ['ada', 'bob'] });
    const as = (key: string) => ({ authorization: `Bearer ${key}` });
    expect((await parse({ file: file(1), visualize: false }, as('ada'))).status).toBe(200);
    // What is left is less than it needs: the rest comes from the minutes that follow.
    expect((await parse({ file: file(9), visualize: false }, as('ada'))).status).toBe(200);
    const refused = await parse({ file: file(1), visualize: false }, as('ada'));
    await expectEnvelope(refused, 429, 'pages.rate_exceeded');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(120);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(151);
    expect((await parse({ file: file(1), visualize: false }, as('bob'))).status).toBe(200);
    expect(house.rendered).toHaveLength(11);
  });

  it('counts pages when the document is open, for those who come at once, too', async () => {
    const waits = [0, 30_000];
    const allowance = { ...unlimitedPages, take: async () => waits.shift() as number };
    const { parse, house } = await start({}, { allowance });
    const answers = await Promise.all([1, 2].map(() => parse({ file: file(3), visualize: false })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 429]);
    expect(house.rendered).toHaveLength(3);
    expect(house.openDocuments()).toBe(0);
    await vi.waitFor(() => expect(house.parts.spool.usedBytes).toBe(0));
  });

  it('asks for a key where keys are configured', async () => {
    const { parse } = await start({}, { apiKeys: ['secret'] });
    const body = { file: file(1), visualize: false };
    await expectEnvelope(await parse(body), 401, 'auth.required');
    await expectEnvelope(await parse(body, { authorization: 'Bearer wrong' }), 401, 'auth.required');
    for (const authorization of ['Bearer secret', 'token secret']) {
      expect((await parse(body, { authorization })).status).toBe(200);
    }
  });

  it('refuses new work while it drains', async () => {
    const { parse, url } = await start({}, { lifecycle: { draining: true } });
    await expectEnvelope(await parse({ file: file(1) }), 503, 'server.draining');
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });
});

describe('the other routes', () => {
  it('say that the process lives', async () => {
    const { url } = await start();
    for (const path of ['/health', '/v2/health/live']) {
      const response = await fetch(url + path);
      expect(await response.json()).toEqual({
        logId: expect.stringMatching(uuid),
        errorCode: 0,
        errorMsg: 'Healthy',
      });
    }
  });

  it('say what is missing to be ready', async () => {
    const { url } = await start({}, { readiness: { missing: async () => ['the spool', 'the model'] } });
    for (const path of ['/health/ready', '/v2/health/ready']) {
      const message = await expectEnvelope(await fetch(url + path), 503, 'server.not_ready');
      expect(message).toBe('Not ready: the spool; the model');
    }
    const { url: readyUrl } = await start();
    expect((await fetch(`${readyUrl}/health/ready`)).status).toBe(200);
  });

  it('count and measure', async () => {
    const { url, parse } = await start();
    await parse({ file: file(1), visualize: false });
    await parse({});
    // A request is counted once its connection is done with it, a moment after the client has the answer.
    await vi.waitFor(async () => {
      const text = await (await fetch(`${url}/metrics`)).text();
      expect(text).toContain(
        'recto_http_requests_total{method="POST",route="/layout-parsing",status="200"} 1',
      );
      expect(text).toContain('recto_request_errors_total{code="request.invalid"} 1');
      expect(text).toContain('recto_event_loop_delay_seconds');
    });
  });

  it('refuse other paths and methods', async () => {
    const { url } = await start();
    await expectEnvelope(await fetch(`${url}/nothing`), 404, 'route.not_found');
    const wrong = await fetch(`${url}/layout-parsing`);
    expect(wrong.headers.get('allow')).toBe('POST');
    expect(await expectEnvelope(wrong, 405, 'route.method_not_allowed')).toBe('Method Not Allowed');
    await expectEnvelope(await fetch(`${url}/health`, { method: 'POST' }), 405, 'route.method_not_allowed');
  });

  it('show no board without an admin key, whoever asks', async () => {
    const { url } = await start({}, { apiKeys: ['ada'] });
    for (const authorization of ['', 'Bearer ada', 'Bearer null', 'Basic Og==']) {
      const answer = await fetch(`${url}/admin/queues`, { headers: { authorization } });
      await expectEnvelope(answer, 404, 'route.not_found');
    }
  });

  it('tell an administrator that the queue is away', async () => {
    const { url } = await start({}, { adminKey: 'admin' });
    const answer = await fetch(`${url}/admin/queues/`, { headers: { authorization: 'Bearer admin' } });
    await expectEnvelope(answer, 503, 'job.queue_unavailable');
  });

  it('repeat the request id', async () => {
    const { url } = await start();
    const response = await fetch(`${url}/health`, { headers: { 'x-request-id': 'abc-1' } });
    expect(response.headers.get('x-request-id')).toBe('abc-1');
  });
});

describe('files of answers (wire.md 4.6)', () => {
  const signed = createSignedFiles({ publicUrl: '', secret: 's', urlSeconds: 60 });
  const output = () => join(directory, 'output');
  const withFiles = (returnUrls: boolean) => {
    const storage = createFileSystemStorage({ directory: output(), urlOf: signed.urlOf });
    return start(
      { outputFiles: createOutputFiles({ storage, returnUrls, keyPrefix: '' }) },
      { servedFiles: { directory: output(), signed } },
    );
  };

  it('stand in the answer as addresses that this server serves', async () => {
    const { parse, url } = await withFiles(true);
    const { result } = (await (await parse({ file: file(2), logId: 'a/../b' })).json()) as {
      result: { layoutParsingResults: { inputImage: string; outputImages: Record<string, string> }[] };
    };
    const [, second] = result.layoutParsingResults;
    expect(second?.inputImage).toMatch(/^\/files\/a____b_[0-9a-f-]{36}\/input_img_1\.jpg\?/);
    const picture = await fetch(url + second?.outputImages.layout_det_res);
    expect(picture.status).toBe(200);
    expect(picture.headers.get('content-type')).toBe('image/jpeg');
    expect(picture.headers.get('x-content-type-options')).toBe('nosniff');
    expect([...new Uint8Array(await picture.arrayBuffer()).slice(0, 2)]).toEqual([0xff, 0xd8]);
  });

  it('are written as well where the answer carries them itself', async () => {
    const { parse } = await withFiles(false);
    const { result } = (await (await parse({ file: file(1), logId: 'kept' })).json()) as {
      result: { layoutParsingResults: { inputImage: string }[] };
    };
    const [page] = result.layoutParsingResults;
    const folder = readdirSync(output()).find((name) => name.startsWith('kept_')) as string;
    const written = readFileSync(join(output(), folder, 'input_img_0.jpg'));
    expect(written.toString('base64')).toBe(page?.inputImage);
  });

  it.each([
    ['another file', (address: string) => address.replace('input_img_0', 'layout_det_res_0')],
    ['no signature', (address: string) => address.split('?')[0] as string],
    ['a longer life', (address: string) => address.replace(/expires=\d+/, 'expires=9999999999')],
    ['a way out', () => '/files/..%2f..%2fetc%2fpasswd?expires=9999999999&signature=x'],
  ])('are refused for %s', async (_name, forge) => {
    const { parse, url } = await withFiles(true);
    const { result } = (await (await parse({ file: file(1) })).json()) as {
      result: { layoutParsingResults: { inputImage: string }[] };
    };
    const address = result.layoutParsingResults[0]?.inputImage as string;
    await expectEnvelope(await fetch(url + forge(address)), 403, 'files.link_invalid');
  });

  it('that are gone are not found', async () => {
    const { url } = await withFiles(true);
    await expectEnvelope(await fetch(url + (await signed.urlOf('gone/x.jpg'))), 404, 'route.not_found');
  });

  it('fail the request, typed, where the storage fails', async () => {
    const outputFiles = {
      forRequest: () => () => Promise.reject(new RectoError('storage.unavailable', { cause: 'secret' })),
    };
    const { parse } = await start({ outputFiles });
    const message = await expectEnvelope(await parse({ file: file(1) }), 503, 'storage.unavailable');
    expect(message).not.toContain('secret');
  });
});
