import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express } from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { createLogger } from '../observability/logger.ts';
import { createMetrics } from '../observability/metrics.ts';
import { errorResponse } from './error-response.ts';
import { httpMetrics } from './http-metrics.ts';
import { bearerOf, methodNotAllowed, requestId, requireApiKey, routeNotFound } from './middleware.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function serve(build: (app: Express) => void): Promise<string> {
  const app = express();
  build(app);
  const server = createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closers.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const logger = createLogger({ service: 'test', level: 'silent' });

describe('middleware', () => {
  it('reads both authorization schemes of the field', () => {
    expect(bearerOf('Bearer abc')).toBe('abc');
    expect(bearerOf('token abc')).toBe('abc');
    expect(bearerOf('Basic abc')).toBeNull();
    expect(bearerOf(undefined)).toBeNull();
  });

  it('answers errors in the envelope with exactly three keys, and unknown errors without their text', async () => {
    const url = await serve((app) => {
      app.use(requestId, httpMetrics(createMetrics()), requireApiKey(['k1', 'k2']));
      app.get('/boom', () => {
        throw new Error('secret path /etc/x');
      });
      app.all('/boom', methodNotAllowed('GET'));
      app.use(routeNotFound, errorResponse('envelope', logger));
    });
    const auth = { authorization: 'token k2' };
    const boom = await fetch(`${url}/boom`, { headers: { ...auth, 'x-request-id': 'r-1' } });
    expect(boom.status).toBe(500);
    expect(boom.headers.get('x-request-id')).toBe('r-1');
    const body = (await boom.json()) as object;
    expect(Object.keys(body)).toEqual(['logId', 'errorCode', 'errorMsg']);
    expect(body).toMatchObject({ errorCode: 500, errorMsg: 'Internal server error' });
    const wrongMethod = await fetch(`${url}/boom`, { method: 'POST', headers: auth });
    expect([wrongMethod.status, wrongMethod.headers.get('allow')]).toEqual([405, 'GET']);
    expect((await fetch(`${url}/nowhere`, { headers: auth })).status).toBe(404);
    const stranger = await fetch(`${url}/boom`, { headers: { authorization: 'Bearer k3' } });
    expect([stranger.status, stranger.headers.get('x-recto-error-code')]).toEqual([401, 'auth.required']);
  });
});
