import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createReadiness } from './readiness.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A recognition server that answers these paths with these statuses, and 404 elsewhere. */
async function server(statuses: Record<string, number>): Promise<string> {
  const started = createServer((req, res) => {
    res.statusCode = req.headers.authorization === 'Bearer key' ? (statuses[req.url ?? ''] ?? 404) : 401;
    res.end('{}');
  });
  servers.push(started);
  await new Promise<void>((listening) => started.listen(0, '127.0.0.1', listening));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}/v1`;
}

const missing = (baseUrl: string, { loaded = true, writable = true, jobs = [] as string[] } = {}) =>
  createReadiness({
    recognition: { baseUrl, apiKey: 'key' },
    layoutModel: { name: 'some-model', loaded: () => loaded },
    spool: { checkWritable: () => (writable ? Promise.resolve() : Promise.reject(new Error('EROFS'))) },
    jobs: { missing: async () => jobs },
  }).missing();

it('is complete with a gateway that is ready, or any server that lists its models', async () => {
  expect(await missing(await server({ '/health/ready': 200 }))).toEqual([]);
  expect(await missing(await server({ '/v1/models': 200 }))).toEqual([]);
});

it('names a recognition server that is not there or not ready', async () => {
  const named = ['the recognition server is not ready'];
  expect(await missing('http://127.0.0.1:1/v1')).toEqual(named);
  expect(await missing(await server({}))).toEqual(named);
  expect(await missing(await server({ '/health/ready': 503, '/v1/models': 200 }))).toEqual(named);
});

it('names the model and the spool', async () => {
  const url = await server({ '/health/ready': 200 });
  expect(await missing(url, { loaded: false, writable: false })).toEqual([
    'the layout model some-model is not loaded',
    'the spool directory cannot be written',
  ]);
});

it('names what is missing of jobs', async () => {
  const url = await server({ '/health/ready': 200 });
  expect(await missing(url, { jobs: ['the queue of jobs cannot be reached'] })).toEqual([
    'the queue of jobs cannot be reached',
  ]);
});
