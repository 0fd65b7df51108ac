import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createWebhooks } from './outbound.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
const serve = async (listener: (req: IncomingMessage, res: ServerResponse) => void): Promise<string> => {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
};
const policy = { allowPrivate: true, allowHosts: null, denyHosts: [] };
const { postJson } = createWebhooks(policy);
const limits = { timeoutMs: 10_000, signal: new AbortController().signal };

it('posts JSON with its headers and tells the status', async () => {
  const heard: unknown[] = [];
  const url = await serve(async (req, res) => {
    const pieces: Buffer[] = [];
    for await (const piece of req) pieces.push(piece);
    heard.push(
      req.method,
      req.headers['content-type'],
      req.headers['x-signature'],
      Buffer.concat(pieces).toString(),
    );
    res.writeHead(204).end();
  });
  expect(await postJson(url, '{"a":1}', { 'x-signature': 's' }, limits)).toBe(204);
  expect(heard).toEqual(['POST', 'application/json', 's', '{"a":1}']);
});

it('follows no redirect', async () => {
  let asked = 0;
  const url = await serve((_req, res) => {
    asked += 1;
    res.writeHead(307, { location: '/elsewhere' }).end();
  });
  expect(await postJson(url, '{}', {}, limits)).toBe(307);
  expect(asked).toBe(1);
});

it('goes nowhere that files are not fetched from', async () => {
  const url = await serve((_req, res) => void res.end());
  const guarded = createWebhooks({ ...policy, allowPrivate: false });
  await expect(guarded.postJson(url, '{}', {}, limits)).rejects.toMatchObject({ code: 'url.not_allowed' });
});

it('gives up on whoever does not answer, and when it is told to', async () => {
  const url = await serve(() => {});
  await expect(postJson(url, '{}', {}, { ...limits, timeoutMs: 100 })).rejects.toMatchObject({
    code: 'url.timeout',
  });
  const reason = new Error('enough');
  const signal = AbortSignal.abort(reason);
  await expect(postJson(url, '{}', {}, { ...limits, signal })).rejects.toBe(reason);
  await expect(postJson('http://127.0.0.1:1/', '{}', {}, limits)).rejects.toMatchObject({
    code: 'url.unreachable',
  });
});
