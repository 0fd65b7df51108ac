import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import {
  ask,
  completionOf,
  contentOf,
  eventually,
  listen,
  question,
  reply,
  startGateway,
  upstream,
} from '../test-support/gateway.ts';

const server = (url: string, more: Record<string, string> = {}) => ({
  VLM_BACKEND: 'vllm-server',
  VLM_SERVER_URL: url,
  VLM_MODEL_NAME: 'pinned',
  VLM_API_KEY: 'up',
  ...more,
});

describe('the front over the native engine', () => {
  it('serves the official client, streaming and not', async () => {
    const { url } = await startGateway({ GATEWAY_API_KEYS: 'k' });
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'k' });
    const answer = await client.chat.completions.create(question());
    expect(answer.choices[0]?.message.content).toBe('OCR: 3000');
    const pieces: string[] = [];
    for await (const chunk of await client.chat.completions.create({ ...question(), stream: true })) {
      pieces.push(chunk.choices[0]?.delta.content ?? '');
    }
    expect(pieces.join('')).toBe('OCR: 3000');
    expect((await client.models.list()).data.map((m) => m.id)).toEqual(['recto-native']);
    expect((await client.models.retrieve('recto-native')).id).toBe('recto-native');
    await expect(client.models.retrieve('no/such')).rejects.toMatchObject({ status: 404 });
    const stranger = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'wrong', maxRetries: 0 });
    await expect(stranger.models.list()).rejects.toMatchObject({ status: 401, code: 'auth.required' });
  });

  it('refuses images that it would have to fetch or read, whatever backend is behind', async () => {
    const { url } = await startGateway();
    for (const remoteUrl of ['http://127.0.0.1/x.png', 'file:///etc/passwd', '/etc/passwd', '']) {
      const answer = await ask(url, question(remoteUrl));
      expect([answer.status, answer.headers.get('x-recto-error-code')]).toEqual([
        400,
        'backend.remote_image',
      ]);
    }
    const smuggled = {
      messages: [{ role: 'user', content: [{ type: 'text', text: 'x', image_url: { url: 'http://a/' } }] }],
    };
    expect((await ask(url, smuggled)).status).toBe(400);
  });

  it('answers bad bodies and headers with typed errors', async () => {
    const { url } = await startGateway({ GATEWAY_MAX_BODY_BYTES: '10000' });
    expect((await ask(url, 'nonsense')).headers.get('x-recto-error-code')).toBe('request.not_json');
    expect((await ask(url, { messages: 1 })).status).toBe(400);
    const tooLarge = await ask(url, 'x'.repeat(20_000));
    expect(await tooLarge.json()).toMatchObject({
      error: { code: 'request.body_too_large', type: 'invalid_request_error' },
    });
    for (const [name, value] of [
      ['x-priority', 'now'],
      ['x-request-timeout-ms', '0'],
    ] as const) {
      const headers = { [name]: value };
      expect((await ask(url, question(), { headers })).headers.get('x-recto-error-code')).toBe(
        'request.invalid',
      );
    }
    expect((await fetch(`${url}/v1/chat/completions`)).status).toBe(405);
    expect((await fetch(`${url}/nowhere`)).status).toBe(404);
  });
});

describe('the front over a remote server', () => {
  it('forwards bytes with the parameters, key and model of the server', async () => {
    let seen: { body: Record<string, unknown>; auth: string | undefined; left: number } | null = null;
    const backend = await upstream((question) => {
      const { authorization, 'x-request-timeout-ms': left } = question.request.headers;
      seen = { body: question.body, auth: authorization, left: Number(left) };
      reply(question, 'read');
    });
    const { url } = await startGateway(server(`${backend}/v1`, { VLM_BACKEND: 'llama-cpp-server' }));
    const body = {
      ...question(),
      max_completion_tokens: 7,
      repetition_penalty: 1.1,
      mm_processor_kwargs: { min_pixels: 1 },
    };
    const answer = await ask(url, body, { headers: { 'x-request-timeout-ms': '4000' } });
    expect(await answer.json()).toEqual(JSON.parse(completionOf('read')));
    expect(seen).toEqual({
      auth: 'Bearer up',
      left: expect.closeTo(3500, -3),
      body: {
        model: 'pinned',
        messages: body.messages,
        max_tokens: 7,
        repeat_penalty: 1.1,
        stream: true,
        stream_options: { include_usage: true },
      },
    });
  });

  it('turns failures of the server into typed answers', async () => {
    const backend = await upstream(({ response }) => {
      response.writeHead(429, { 'retry-after': '9' }).end('{"detail":"/srv/secret"}');
    });
    const { url } = await startGateway(server(backend));
    const busy = await ask(url);
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([503, '9']);
    expect(await busy.text()).not.toContain('secret');
    const nobody = await startGateway(server('http://127.0.0.1:1'));
    expect((await ask(nobody.url)).headers.get('x-recto-error-code')).toBe('vlm.unreachable');
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
    const backend = await upstream(({ response }) => {
      response.once('close', closed);
      arrived();
    });
    const { url, fleet } = await startGateway(
      server(backend, { VLM_MAX_CONCURRENCY: '1', GATEWAY_MAX_QUEUE: '0' }),
    );
    const leaver = new AbortController();
    const call = ask(url, question(), { signal: leaver.signal }).catch((error: Error) => error.name);
    await arrival;
    const crowd = await ask(url);
    expect([crowd.status, crowd.headers.get('retry-after')]).toEqual([429, '1']);
    leaver.abort();
    expect(await call).toBe('AbortError');
    await upstreamClosed;
    await eventually(() => fleet.pools[0]?.outstanding).toBe(0);
  });

  it('ends a call at its deadline with 504 and an aborted upstream', async () => {
    let closed: () => void = () => {};
    const upstreamClosed = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const backend = await upstream(({ response }) => response.once('close', closed));
    const { url } = await startGateway(server(backend));
    const late = await ask(url, question(), { headers: { 'x-request-timeout-ms': '50' } });
    expect([late.status, late.headers.get('x-recto-error-code')]).toEqual([504, 'request.timeout']);
    await upstreamClosed;
  });

  it('ends a stream that breaks after its beginning with an error event', async () => {
    const backend = await upstream(({ response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: {"choices":[{"delta":{"content":"a"}}]}\n\n', () =>
        setTimeout(() => response.destroy(), 20),
      );
    });
    const { url } = await startGateway(server(backend));
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'x', maxRetries: 0 });
    const pieces: string[] = [];
    const read = async () => {
      for await (const chunk of await client.chat.completions.create({ ...question(), stream: true }))
        pieces.push(chunk.choices[0]?.delta.content ?? '');
    };
    await expect(read()).rejects.toMatchObject({ code: 'vlm.failed' });
    expect(pieces).toEqual(['a']);
  });
});

describe('operators', () => {
  it('see replicas and drain them without losing a call', async () => {
    const servers = [await upstream((q) => reply(q, 'a')), await upstream((q) => reply(q, 'b'))];
    const { url } = await startGateway(server(servers.join(','), { GATEWAY_ADMIN_KEY: 'root' }));
    const headers = { authorization: 'Bearer root' };
    const admin = (path: string, method = 'GET') =>
      fetch(`${url}/admin/backends${path}`, { method, headers });
    expect((await fetch(`${url}/admin/backends`)).status).toBe(401);
    expect(await (await admin('')).json()).toMatchObject({
      pools: [{ model: 'pinned', serving: true, replicas: [{ id: 'pinned:0' }, { id: 'pinned:1' }] }],
    });
    expect(await (await admin('/pinned:0/drain', 'POST')).json()).toMatchObject({
      draining: true,
      serving: false,
    });
    const texts = await Promise.all(Array.from({ length: 10 }, async () => contentOf(await ask(url))));
    expect(new Set(texts)).toEqual(new Set(['b']));
    expect(await (await admin('/pinned:0/undrain', 'POST')).json()).toMatchObject({ serving: true });
    expect((await admin('/nobody/drain', 'POST')).status).toBe(404);
    const closed = await startGateway(server(servers.join(',')));
    expect((await fetch(`${closed.url}/admin/backends`, { headers })).status).toBe(404);
  });

  it('allow images to be fetched, behind the guard against private addresses', async () => {
    const pictures = await listen((_req, res) => {
      res.end(Buffer.from('89504e470d0a1a0a', 'hex'));
    });
    const fetched = { GATEWAY_ALLOW_IMAGE_URLS: 'true' };
    const guarded = await startGateway(fetched);
    const refused = await ask(guarded.url, question(`${pictures}/x.png`));
    expect(refused.headers.get('x-recto-error-code')).toBe('url.not_allowed');
    const open = await startGateway({ ...fetched, ALLOW_PRIVATE_URLS: 'true' });
    expect(await (await ask(open.url, question(`${pictures}/x.png`))).text()).toContain('OCR: 8');
    expect((await ask(open.url, question('file:///etc/passwd'))).headers.get('x-recto-error-code')).toBe(
      'backend.remote_image',
    );
  });
});
