/** Bad and hostile input against the running service: a typed error each, the envelope each, and the service lives on. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stack, startStack } from '../../bench/stack.ts';
import { emptyPdf, flateBombPdf, greyPng, textPdf } from '../support/documents.ts';
import { base64, parseJson } from '../support/parse.ts';

let stack: Stack;
let url: string;

beforeAll(async () => {
  stack = await startStack();
  url = stack.pipeline.url;
}, 120_000);

afterAll(async () => {
  await stack?.stop();
});

const refused = async (request: unknown) => {
  const answer = await parseJson(url, request);
  expect(Object.keys(answer.body)).toEqual(['logId', 'errorCode', 'errorMsg']);
  expect(answer.body.errorCode).toBe(answer.status);
  expect(answer.body.errorMsg).not.toMatch(/\/(work|tmp|home|root)\/|node_modules|\bat .*:\d+:\d+/);
  return [answer.status, answer.code];
};

describe('bodies', () => {
  it('refuses what is not a valid request', async () => {
    expect(await refused('not json')).toEqual([422, 'request.not_json']);
    expect(await refused('[]')).toEqual([422, 'request.invalid']);
    expect(await refused({})).toEqual([422, 'request.invalid']);
    expect(await refused({ file: 7 })).toEqual([422, 'request.invalid']);
    expect(await refused({ file: 'AAAA', fileType: 2 })).toEqual([422, 'request.invalid']);
    expect(await refused({ file: 'AAAA', layoutShapeMode: null })).toEqual([422, 'request.invalid']);
    expect(await refused({ file: 'AAAA', topP: 0 })).toEqual([422, 'request.invalid']);
  });

  it('lists validation errors as pydantic does', async () => {
    const { body } = await parseJson(url, { fileType: 3 });
    const items = JSON.parse(body.errorMsg) as { loc: unknown[]; type: string; msg: string }[];
    expect(items.map((item) => item.loc)).toEqual(
      expect.arrayContaining([
        ['body', 'file'],
        ['body', 'fileType'],
      ]),
    );
  });

  it('refuses a body past the limit from its header, before it is sent', async () => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /layout-parsing HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${300 * 2 ** 20}\r\n\r\n{`,
    );
    const head = await new Promise<string>((resolve) => socket.once('data', (d) => resolve(d.toString())));
    socket.destroy();
    expect(head).toContain(' 413 ');
  });
});

describe('files', () => {
  it('names what is wrong with a file', async () => {
    const pdf = await textPdf(1);
    const jpeg = await sharp({ create: { width: 400, height: 300, channels: 3, background: '#888' } })
      .jpeg()
      .toBuffer();
    expect(await refused({ file: '!!!!' })).toEqual([422, 'file.not_base64']);
    expect(await refused({ file: '' })).toEqual([422, 'file.empty']);
    expect(await refused({ file: base64(Buffer.from('just some text')) })).toEqual([
      422,
      'file.type_undetermined',
    ]);
    expect(await refused({ file: base64(pdf.subarray(0, 200)), fileType: 0 })).toEqual([422, 'file.broken']);
    expect(await refused({ file: base64(jpeg.subarray(0, 300)), fileType: 1 })).toEqual([422, 'file.broken']);
    expect(await refused({ file: base64(emptyPdf()), fileType: 0 })).toEqual([422, 'file.no_pages']);
    expect(await refused({ file: base64(pdf), pages: '5-9' })).toEqual([422, 'pages.out_of_range']);
    expect(await refused({ file: base64(pdf), pages: 'all of them' })).toEqual([422, 'pages.invalid']);
  });

  it('says so where it knows no such export, instead of leaving it out', async () => {
    const request = { file: base64(await textPdf(1)), outputFormats: ['odt'] };
    expect(await refused(request)).toEqual([422, 'request.invalid']);
  });

  it('pays little for bombs', async () => {
    expect(await refused({ file: base64(greyPng(100_000, 100_000, 1)) })).toEqual([
      413,
      'image.too_many_pixels',
    ]);
    expect(await refused({ file: base64(greyPng(30_000, 30_000, 10)) })).toEqual([
      413,
      'image.too_many_pixels',
    ]);
    const answer = await parseJson(url, { file: base64(flateBombPdf(512 * 2 ** 20)), visualize: false });
    expect([200, 413, 422]).toContain(answer.status);
  });
});

describe('URLs', () => {
  it('reaches no private place, however it is spelled', async () => {
    const { port } = new URL(stack.gateway.url);
    const spellings = [
      `http://127.0.0.1:${port}/health`,
      `http://localhost:${port}/health`,
      `http://2130706433:${port}/health`,
      `http://0177.0.0.1:${port}/health`,
      `http://0x7f.1:${port}/health`,
      `http://[::1]:${port}/health`,
      `http://[::ffff:127.0.0.1]:${port}/health`,
      'http://169.254.169.254/latest/meta-data/',
      'http://100.100.100.200/',
      'http://10.0.0.1/',
      'http://0.0.0.0/',
    ];
    for (const file of spellings)
      expect(await refused({ file, fileType: 1 }), file).toEqual([422, 'url.not_allowed']);
  });

  it('fetches from private places only where the operator allows it', async () => {
    const server = createServer((req, res) => {
      if (req.url === '/404.pdf')
        res.writeHead(404, { 'content-type': 'text/html' }).end('<html>gone</html>');
      else if (req.url === '/page.pdf') res.setHeader('content-type', 'text/html').end('<html>hello</html>');
      else res.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const open = await startStack({ pipeline: { ALLOW_PRIVATE_URLS: 'true' } });
    try {
      const code = async (path: string) => (await parseJson(open.pipeline.url, { file: origin + path })).code;
      expect(await code('/404.pdf')).toBe('url.bad_status');
      expect(await code('/page.pdf')).toBe('file.type_undetermined');
    } finally {
      await open.stop();
      server.close();
    }
  });
});

describe('afterwards', () => {
  it('still works', async () => {
    const answer = await parseJson(url, { file: base64(await textPdf(1)), visualize: false });
    expect(answer.status).toBe(200);
    expect(answer.body.result?.layoutParsingResults[0]?.markdown.text).toContain('quick brown fox');
  });
});
