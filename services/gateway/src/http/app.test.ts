import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogger, createMetrics } from '@recto/service-kit';
import OpenAI from 'openai';
import { afterEach, describe, expect, it } from 'vitest';
import { admitted } from '../admission/admitted.ts';
import { createLimiter } from '../admission/limiter.ts';
import type { Backend } from '../backends/backend.ts';
import { createNativeBackend } from '../backends/native/native-backend.ts';
import { createRemoteBackend } from '../backends/remote/remote-backend.ts';
import { createGatewayMetrics } from '../gateway-metrics.ts';
import { createGatewayApp } from './app.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function listen(handler: RequestListener): Promise<string> {
  const server = createServer(handler).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function gateway(
  backend: Backend,
  options: { keys?: string[]; maxBytes?: number; timeoutMs?: number; maxWaiting?: number } = {},
) {
  const logger = createLogger({ service: 'gateway', level: 'silent' });
  const metrics = createMetrics();
  const limiter = createLimiter({
    concurrency: 1,
    maxWaiting: options.maxWaiting ?? 10,
    retryAfterSeconds: 2,
  });
  const step = admitted({ limiter, metrics: createGatewayMetrics(metrics, limiter), backend: backend.name });
  const app = createGatewayApp({
    answer: step(backend.chat),
    backend,
    logger,
    metrics,
    lifecycle: { draining: false },
    apiKeys: options.keys ?? [],
    limits: { maxBytes: options.maxBytes ?? 1e6, timeoutMs: options.timeoutMs ?? 10_000 },
  });
  return { url: await listen(app), limiter };
}

const engine = {
  concurrency: 1,
  read: async ({ prompt, image }: { prompt: string; image: Uint8Array }) => ({
    text: `${prompt} ${image.length}`,
    confidence: 0.9,
  }),
  ready: async () => {},
  close: async () => {},
};

const question = (url = `data:image/png;base64,${Buffer.alloc(3000).toString('base64')}`) => ({
  model: 'any',
  messages: [
    {
      role: 'user' as const,
      content: [
        { type: 'image_url' as const, image_url: { url } },
        { type: 'text' as const, text: 'OCR:' },
      ],
    },
  ],
});

const post = (url: string, body: unknown, signal?: AbortSignal) =>
  fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    signal: signal ?? null,
  });

const remote = (serverUrl: string, name: 'vllm-server' | 'llama-cpp-server' = 'vllm-server') =>
  createRemoteBackend({ name, serverUrl, modelName: 'pinned', apiKey: 'up', timeoutMs: 5_000 });

describe('the front over the native engine', () => {
  it('serves the official client, streaming and not', async () => {
    const { url } = await gateway(createNativeBackend(engine), { keys: ['k'] });
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'k' });
    const answer = await client.chat.completions.create(question());
    expect(answer.choices[0]?.message.content).toBe('OCR: 3000');
    const pieces: string[] = [];
    for await (const chunk of await client.chat.completions.create({ ...question(), stream: true })) {
      pieces.push(chunk.choices[0]?.delta.content ?? '');
    }
    expect(pieces.join('')).toBe('OCR: 3000');
    expect((await client.models.list()).data.map((m) => m.id)).toEqual(['recto-native']);
    const stranger = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'wrong', maxRetries: 0 });
    await expect(stranger.models.list()).rejects.toMatchObject({ status: 401, code: 'auth.required' });
  });

  it('refuses images that it would have to fetch or read, whatever backend is behind', async () => {
    const { url } = await gateway(createNativeBackend(engine));
    for (const remoteUrl of ['http://127.0.0.1/x.png', 'file:///etc/passwd', '/etc/passwd', '']) {
      const answer = await post(url, question(remoteUrl));
      expect([answer.status, answer.headers.get('x-recto-error-code')]).toEqual([
        400,
        'backend.remote_image',
      ]);
    }
    const smuggled = {
      messages: [{ role: 'user', content: [{ type: 'text', text: 'x', image_url: { url: 'http://a/' } }] }],
    };
    expect((await post(url, smuggled)).status).toBe(400);
  });

  it('answers bad bodies with typed errors', async () => {
    const { url } = await gateway(createNativeBackend(engine), { maxBytes: 10_000 });
    expect((await post(url, 'nonsense')).headers.get('x-recto-error-code')).toBe('request.not_json');
    expect((await post(url, { messages: 1 })).status).toBe(400);
    const tooLarge = await post(url, 'x'.repeat(20_000));
    expect(await tooLarge.json()).toMatchObject({
      error: { code: 'request.body_too_large', type: 'invalid_request_error' },
    });
    expect((await fetch(`${url}/v1/chat/completions`)).status).toBe(405);
    expect((await fetch(`${url}/nowhere`)).status).toBe(404);
  });
});

describe('the front over a remote server', () => {
  it('forwards bytes with the parameters, key and model of the server', async () => {
    let seen: { body: Record<string, unknown>; auth: string | undefined } | null = null;
    const upstream = await listen(async (req, res) => {
      const pieces: Buffer[] = [];
      for await (const piece of req) pieces.push(piece as Buffer);
      seen = { body: JSON.parse(Buffer.concat(pieces).toString()), auth: req.headers.authorization };
      res.setHeader('content-type', 'application/json').end('{"choices":[{"message":{"content":"read"}}]}');
    });
    const { url } = await gateway(remote(`${upstream}/v1`, 'llama-cpp-server'));
    const body = {
      ...question(),
      max_completion_tokens: 7,
      repetition_penalty: 1.1,
      mm_processor_kwargs: { min_pixels: 1 },
    };
    const answer = await post(url, body);
    expect(await answer.json()).toEqual({ choices: [{ message: { content: 'read' } }] });
    expect(seen).toEqual({
      auth: 'Bearer up',
      body: { model: 'pinned', messages: body.messages, max_tokens: 7, repeat_penalty: 1.1 },
    });
  });

  it('turns failures of the server into typed answers', async () => {
    const upstream = await listen((_req, res) => {
      res.writeHead(429, { 'retry-after': '9' }).end('{"detail":"/srv/secret"}');
    });
    const { url } = await gateway(remote(upstream));
    const busy = await post(url, question());
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([503, '9']);
    expect(await busy.text()).not.toContain('secret');
    const nobody = await gateway(remote('http://127.0.0.1:1'));
    expect((await post(nobody.url, question())).headers.get('x-recto-error-code')).toBe('vlm.unreachable');
    const notReady = await fetch(`${nobody.url}/health/ready`);
    expect(notReady.status).toBe(503);
    expect((await fetch(`${nobody.url}/health`)).status).toBe(200);
  });

  it('aborts upstream and frees the place when the caller leaves', async () => {
    let arrived: () => void = () => {};
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    let closed: () => void = () => {};
    const upstreamClosed = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const upstream = await listen((req, res) => {
      req.resume();
      res.once('close', closed);
      arrived();
    });
    const { url, limiter } = await gateway(remote(upstream), { maxWaiting: 0 });
    const leaver = new AbortController();
    const call = post(url, question(), leaver.signal).catch((error: Error) => error.name);
    await arrival;
    const crowd = await post(url, question());
    expect([crowd.status, crowd.headers.get('retry-after')]).toEqual([429, '2']);
    leaver.abort();
    expect(await call).toBe('AbortError');
    await upstreamClosed;
    await expect.poll(() => limiter.running).toBe(0);
  });
});
