import { type AddressInfo, createServer } from 'node:net';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { AttemptFailure } from '../call/attempt-failure.ts';
import { listen } from '../test-support/gateway.ts';
import { Body } from './body.ts';
import type { UpstreamLimits, UpstreamRequest } from './exchange.ts';
import { createUpstream } from './http-upstream.ts';
import { collect, collectText, firstBytes } from './read-answer.ts';

const patient: UpstreamLimits = { firstByteMs: 10_000, idleMs: 10_000, totalMs: 10_000 };
const connectMs = 10_000;
const never = new AbortController().signal;

const asking = (limits: Partial<UpstreamLimits> = {}, signal = never): UpstreamRequest => ({
  method: 'POST',
  path: '/x',
  headers: {},
  body: [Buffer.from('a'), Buffer.from('b')],
  limits: { ...patient, ...limits },
  signal,
});

/** The body of the answer. */
const send = async (root: string, limits: Partial<UpstreamLimits> = {}, signal = never): Promise<Readable> =>
  (await createUpstream(root, connectMs).send(asking(limits, signal))).body;

const failureOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'success',
    (failure: AttemptFailure) => failure.kind,
  );

describe('an upstream', () => {
  it('gets the pieces as one body, below the path of its root', async () => {
    const root = await listen(async (request, response) => {
      const pieces: Buffer[] = [];
      for await (const piece of request) pieces.push(piece as Buffer);
      response.end(`${request.url} ${Buffer.concat(pieces)}`);
    });
    expect((await collect(await send(`${root}/base/`), 100)).toString()).toBe('/base/x ab');
  });

  it('holds the body until it is written, and answered, whoever else lets go of it', async () => {
    const length = 16 * 1024 * 1024;
    const root = await listen(async (request, response) => {
      let good = 0;
      for await (const piece of request as AsyncIterable<Buffer>)
        if (piece.equals(Buffer.alloc(piece.length, 'x'))) good += piece.length;
      response.end(String(good));
    });
    const bytes = Buffer.alloc(length, 'x');
    const body = Body.owning([bytes]);
    const release = body.hold();
    const upstream = createUpstream(root, connectMs);
    const answer = upstream.send({ ...asking(), body: body.slices(), source: body });
    release();
    expect((await collect((await answer).body, 100)).toString()).toBe(String(length));
    await expect.poll(() => bytes.byteLength).toBe(0);
  });

  it('fails as unreachable where nobody listens, and where no connection stands in time', async () => {
    expect(await failureOf(send('http://127.0.0.1:1'))).toBe('unreachable');
    expect(await failureOf(send('http://nobody.invalid'))).toBe('unreachable');
    // TEST-NET-1 answers nobody; some networks say so, others say nothing.
    expect(await failureOf(createUpstream('http://192.0.2.1', 50).send(asking()))).toBe('unreachable');
  });

  it('asks again, once, where a kept connection was cut while it lay idle', async () => {
    let connections = 0;
    let cutsAll = false;
    const server = createServer((socket) => {
      connections += 1;
      let isUsed = false;
      socket.on('error', () => {});
      socket.on('data', () => {
        if (isUsed || cutsAll) socket.resetAndDestroy();
        else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
        isUsed = true;
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const upstream = createUpstream(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, connectMs);
    const answer = async () => (await collect((await upstream.send(asking())).body, 100)).toString();
    expect(await answer()).toBe('ok');
    expect(await answer()).toBe('ok');
    expect(connections).toBe(2);
    // One that nobody had used says that the server is in trouble.
    cutsAll = true;
    expect(await failureOf(answer())).toBe('broken');
    upstream.close();
    server.close();
  });

  it('gives up at once while no connection stands, and sends nothing later', async () => {
    let received = 0;
    const server = createServer((socket) =>
      socket.on('data', ({ length }) => (received += length)).on('error', () => {}),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const upstream = createUpstream(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, connectMs);
    const caller = new AbortController();
    const bytes = Buffer.alloc(1024);
    const source = Body.owning([bytes]);
    const asked = failureOf(upstream.send({ ...asking({}, caller.signal), body: source.slices(), source }));
    caller.abort();
    expect(await asked).toBe('abandoned');
    await expect.poll(() => bytes.byteLength).toBe(0);
    upstream.close();
    await new Promise((resolve) => server.close(resolve));
    expect(received).toBe(0);
  });

  it('stalls where headers, or bytes after them, do not come', async () => {
    const silent = await listen((request) => request.resume());
    expect(await failureOf(send(silent, { firstByteMs: 30 }))).toBe('stalled');
    expect(await failureOf(send(silent, { totalMs: 30 }))).toBe('stalled');
    const stopping = await listen((request, response) => {
      request.resume();
      response.write('half');
    });
    const body = await send(stopping, { idleMs: 30 });
    expect(await failureOf(collect(body, 100))).toBe('stalled');
  });

  it('waits for a first byte longer than for the next', async () => {
    const root = await listen((request, response) => {
      request.resume();
      response.flushHeaders();
      setTimeout(() => response.write('begun'), 150);
    });
    const body = await send(root, { idleMs: 40 });
    await firstBytes(body);
    expect(await failureOf(collect(body, 100))).toBe('stalled');
    // Whether the headers were there by then or not.
    expect(await failureOf(send(root, { firstByteMs: 40 }).then(firstBytes))).toBe('stalled');
  });

  it('does not take a reader that lags for a server that stalls', async () => {
    const large = Buffer.alloc(4 * 1024 * 1024, 'x');
    const root = await listen((request, response) => {
      request.resume();
      response.end(large);
    });
    const body = await send(root, { idleMs: 1_000 });
    await firstBytes(body);
    await sleep(1_500);
    expect((await collect(body, large.length)).length).toBe(large.length);
  });

  it('is broken by a cut, an empty stream, or an answer without end', async () => {
    const cut = await listen((request, response) => {
      request.resume();
      response.writeHead(200, { 'content-length': '10' });
      response.write('half', () => response.destroy());
    });
    const failed = await collect(await send(cut), 100).catch((error: Error) => error);
    expect(failed).toBeInstanceOf(Error);
    const empty = await listen((request, response) => {
      request.resume();
      response.end();
    });
    expect(await failureOf(firstBytes(await send(empty)))).toBe('broken');
    const endless = await listen((request, response) => {
      request.resume();
      response.end(Buffer.alloc(1000));
    });
    expect(await failureOf(collect(await send(endless), 999))).toBe('broken');
    expect((await collectText(await send(endless), 10)).length).toBe(10);
  });

  it('is let go at once when the caller leaves, before the headers and after', async () => {
    const closed: Promise<void>[] = [];
    const arrivals: (() => void)[] = [];
    const root = await listen((request, response) => {
      request.resume();
      closed.push(new Promise((resolve) => response.once('close', () => resolve())));
      if (request.headers.accept === 'body') response.write('x');
      arrivals.shift()?.();
    });
    const early = new AbortController();
    const arrived = new Promise<void>((resolve) => arrivals.push(resolve));
    const pending = failureOf(send(root, {}, early.signal));
    await arrived;
    early.abort();
    expect(await pending).toBe('abandoned');
    const late = new AbortController();
    const upstream = createUpstream(root, connectMs);
    const { body } = await upstream.send({
      ...asking({}, late.signal),
      headers: { accept: 'body' },
      body: [],
    });
    const reading = failureOf(collect(body, 100));
    late.abort();
    expect(await reading).toBe('abandoned');
    await Promise.all(closed);
    expect(await failureOf(send(root, {}, AbortSignal.abort()))).toBe('abandoned');
  });
});
