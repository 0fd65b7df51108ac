import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { RectoError } from '@recto/contracts';
import { afterEach, describe, expect, it } from 'vitest';
import { createByteSink, type SharedBytes } from './byte-sink.ts';
import type { BodyLimits } from './incoming-body.ts';
import type { ReadBody } from './read-json.ts';
import { readParseBody } from './read-parse-body.ts';

const limits: BodyLimits = { maxBytes: 100_000, totalMs: 5000, minBytesPerSecond: 1, graceMs: 5000 };
let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A server that reads one body, and what became of it: the body or the code of the refusal. */
async function reader(over: Partial<BodyLimits> = {}, signal = new AbortController().signal) {
  const { promise: outcome, resolve } = Promise.withResolvers<ReadBody<SharedBytes> | string>();
  const read = async (req: IncomingMessage) => {
    const query = Object.fromEntries(new URL(req.url ?? '/', 'http://x').searchParams);
    try {
      return await readParseBody(req, query, { ...limits, ...over }, createByteSink, signal);
    } catch (error) {
      return error instanceof RectoError ? error.code : String(error);
    }
  };
  server = createServer((req, res) => {
    read(req).then((result) => {
      resolve(result);
      res.end('done');
    });
  });
  await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, port, outcome };
}

const post = async (body: string | Uint8Array<ArrayBuffer> | FormData, type?: string, query = '') => {
  const { url, outcome } = await reader();
  const headers = type === undefined ? {} : { 'content-type': type };
  await fetch(url + query, { method: 'POST', body, headers });
  return outcome;
};
const bytesOf = (outcome: ReadBody<SharedBytes> | string): string => {
  if (typeof outcome === 'string' || outcome.file?.kind !== 'bytes') throw new Error(JSON.stringify(outcome));
  return Buffer.from(outcome.file.bytes).toString();
};
const json = (body: unknown) => post(JSON.stringify(body), 'application/json');
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('JSON', () => {
  it('decodes the file and parses the rest', async () => {
    const outcome = await json({ fileType: 1, file: base64('hello'), logId: 'é' });
    expect(bytesOf(outcome)).toBe('hello');
    expect(outcome).toMatchObject({ fields: { fileType: 1, file: '', logId: 'é' } });
  });

  it('reads what is longer than one piece', async () => {
    const text = 'x'.repeat(60_000);
    expect(bytesOf(await json({ file: base64(text) }))).toBe(text);
  });

  it.each([
    ['a data URI', `data:application/pdf;base64,${base64('hello')}`],
    ['line breaks', `${base64('hello').slice(0, 3)}\r\n ${base64('hello').slice(3)}`],
    ['no padding', base64('hello').replaceAll('=', '')],
    ['a data URI in capitals', `DATA:;BASE64,${base64('hello')}`],
  ])('accepts %s', async (_name, file) => {
    expect(bytesOf(await json({ file }))).toBe('hello');
  });

  it('accepts the URL alphabet', async () => {
    expect(bytesOf(await json({ file: Buffer.from('??>>??').toString('base64url') }))).toBe('??>>??');
  });

  it('keeps a URL', async () => {
    const url = 'https://example.org/a.pdf?x=1';
    expect(await json({ file: url })).toMatchObject({ file: { kind: 'url', url } });
  });

  it.each([
    ['nothing', '', 'file.empty'],
    ['other letters', 'QQ==!!!', 'file.not_base64'],
    ['text after the padding', 'QQ==QQ==', 'file.not_base64'],
    ['a path', '/etc/passwd.', 'file.not_base64'],
    ['a lone letter', 'QUJDR', 'file.not_base64'],
    ['an endless URL', `http://x/${'a'.repeat(10_000)}`, 'url.invalid'],
  ])('refuses %s in place of a file', async (_name, file, code) => {
    expect(await json({ file })).toBe(code);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', 'file=abc'],
    ['half a body', '{"file":"QQ'],
  ])('refuses %s', async (_name, body) => {
    expect(await post(body, 'application/json')).toBe('request.not_json');
  });

  it('refuses a file that is given twice', async () => {
    expect(await post('{"file":"QQ==","file":"QQ=="}', 'application/json')).toBe('request.invalid');
  });

  it('finds a file whose key is escaped', async () => {
    expect(bytesOf(await post('{"\\u0066ile":"QUJD"}', 'application/json'))).toBe('ABC');
  });

  it('leaves a file that is no text to the schema', async () => {
    expect(await json({ file: 7 })).toEqual({ fields: { file: 7 }, file: null });
  });
});

describe('other forms', () => {
  it('reads a form with the file and fields', async () => {
    const form = new FormData();
    form.set('file', new Blob(['hello']), 'a.pdf');
    form.set('fileType', '0');
    form.set('pages', '1');
    const outcome = await post(form);
    expect(bytesOf(outcome)).toBe('hello');
    expect(outcome).toMatchObject({ fields: { fileType: 0, pages: '1' } });
  });

  it('reads a URL from a form', async () => {
    const form = new FormData();
    form.set('file', 'https://example.org/a.pdf');
    expect(await post(form)).toMatchObject({ file: { kind: 'url' } });
  });

  it('refuses a form with a file of another name, or cut off', async () => {
    const form = new FormData();
    form.set('document', new Blob(['hello']), 'a.pdf');
    expect(await post(form)).toBe('request.invalid');
    expect(await post('--x\r\nContent-Disp', 'multipart/form-data; boundary=x')).toBe('request.invalid');
    expect(await post('x', 'multipart/form-data')).toBe('request.invalid');
  });

  it('reads a bare file with options in the query', async () => {
    const outcome = await post('hello', 'application/pdf', '?visualize=false&pages=2');
    expect(bytesOf(outcome)).toBe('hello');
    expect(outcome).toMatchObject({ fields: { visualize: false, pages: '2' } });
  });

  it('refuses other types', async () => {
    expect(await post('x', 'video/mp4')).toBe('request.unsupported_media_type');
  });
});

describe('limits', () => {
  const send = (port: number, head: string, body = '') => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(`POST / HTTP/1.1\r\nHost: x\r\n${head}\r\n\r\n${body}`);
    return socket;
  };

  it('refuses an announced length before reading', async () => {
    const { port, outcome } = await reader();
    send(port, 'Content-Length: 100001');
    expect(await outcome).toBe('request.body_too_large');
  });

  it('refuses a chunked body once it is too long', async () => {
    const { port, outcome } = await reader({ maxBytes: 1000 });
    send(port, 'Transfer-Encoding: chunked', `7d1\r\n${'x'.repeat(2001)}\r\n`);
    expect(await outcome).toBe('request.body_too_large');
  });

  it('refuses many fields beside the file', async () => {
    const { url, outcome } = await reader({ maxBytes: 10_000_000 });
    const body = JSON.stringify({ file: 'QQ==', vlmExtraArgs: { a: 'x'.repeat(2_000_000) } });
    await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    expect(await outcome).toBe('request.body_too_large');
  });

  it('refuses a drip, and a body that stops', async () => {
    const drip = await reader({ graceMs: 10, minBytesPerSecond: 1000, totalMs: 200 });
    send(drip.port, 'Content-Length: 5000', '{');
    expect(await drip.outcome).toBe('request.slow_body');
    const stopped = await reader({ totalMs: 20 });
    send(stopped.port, 'Content-Length: 5000', '{');
    expect(await stopped.outcome).toBe('request.slow_body');
  });

  it('ends when the client goes away', async () => {
    const { port, outcome } = await reader();
    const socket = send(port, 'Content-Length: 5000', '{');
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.destroy();
    expect(await outcome).toBe('request.aborted');
  });
});
