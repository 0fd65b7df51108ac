/** The gateway over servers that fail in every way there is: what callers see, and what becomes of the servers. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ask,
  completionOf,
  contentOf,
  eventually,
  listen,
  type Question,
  question,
  reply,
  startGateway,
  upstream,
} from './test-support/gateway.ts';

const over = (urls: readonly string[], more: Record<string, string> = {}) =>
  startGateway({
    VLM_BACKEND: 'vllm-server',
    VLM_SERVER_URL: urls.join(','),
    VLM_MODEL_NAME: 'm',
    VLM_HEALTH_INTERVAL_MS: '50',
    GATEWAY_OUTAGE_WAIT_MS: '500',
    ...more,
  });

const contents = (url: string, count: number, body: unknown = question()): Promise<string[]> =>
  Promise.all(Array.from({ length: count }, async () => contentOf(await ask(url, body))));
const all = (count: number, content: string) => Array.from({ length: count }, () => content);

/** A server and how often it was asked. */
const counted = async (answer: (question: Question, nth: number) => void) => {
  const seen = { calls: 0 };
  const url = await upstream((asked) => {
    seen.calls += 1;
    answer(asked, seen.calls);
  });
  return { url, seen };
};
const well = () => counted((asked) => reply(asked, 'well'));

describe('a call that fails at one replica', () => {
  const faults: Record<string, (asked: Question) => void> = {
    'is reset before a byte': ({ request }) => request.socket.destroy(),
    'is cut off in mid-answer': ({ response }) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"choices":', () => response.destroy());
    },
    'gets 500': ({ response }) => response.writeHead(500).end('{"error":{"message":"dead"}}'),
    'gets 502': ({ response }) => response.writeHead(502).end('<html>'),
    'gets 503': ({ response }) => response.writeHead(503).end('{}'),
    'gets 429 with a long wait': ({ response }) => response.writeHead(429, { 'retry-after': '60' }).end('{}'),
    'gets the wrong key': ({ response }) => response.writeHead(401).end('{"error":"Unauthorized"}'),
    'gets garbage for an answer': ({ response }) => response.writeHead(200).end('<html>maintenance</html>'),
    'gets no answer in time': () => {},
  };
  it.each(Object.entries(faults))('%s and is answered by another', async (_name, fault) => {
    const sick = await counted((asked) => fault(asked));
    const other = await well();
    const { url } = await over([sick.url, other.url], { VLM_TIMEOUT_MS: '1000' });
    expect(await contents(url, 6)).toEqual(all(6, 'well'));
    expect(sick.seen.calls).toBeGreaterThan(0);
  });

  it('streams from another where nothing was passed on yet', async () => {
    const sick = await counted(({ response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      setTimeout(() => response.destroy(), 5);
    });
    const other = await well();
    const { url } = await over([sick.url, other.url]);
    expect(await contents(url, 4, { ...question(), stream: true })).toEqual(all(4, 'well'));
  });

  it('streams from another where the first event is an error', async () => {
    const sick = await counted(({ response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end('data: {"error":{"message":"dead","type":"InternalServerError","code":500}}\n\n');
    });
    const other = await well();
    const { url } = await over([sick.url, other.url]);
    const answers = await contents(url, 4, { ...question(), stream: true });
    expect(answers).toEqual(all(4, 'well'));
  });

  it('is not asked again where the caller is to blame, and no breaker opens', async () => {
    const server = await counted(({ response }) =>
      response.writeHead(400).end('{"error":{"message":"bad"}}'),
    );
    const { url, fleet } = await over([server.url]);
    expect(await contents(url, 40)).toEqual(Array.from({ length: 40 }, () => '400'));
    expect(server.seen.calls).toBe(40);
    expect(fleet.pools[0]?.serving).toBe(true);
  });

  it('is told when to come back where the only replica is overloaded for long', async () => {
    const server = await counted(({ response }) =>
      response.writeHead(503, { 'retry-after': '30' }).end('{}'),
    );
    const { url } = await over([server.url]);
    const answer = await ask(url);
    expect([answer.status, answer.headers.get('retry-after'), server.seen.calls]).toEqual([503, '30', 1]);
  });

  it('waits out a short Retry-After of the only replica', async () => {
    const server = await counted((asked, nth) => {
      if (nth > 1) reply(asked, 'well');
      else asked.response.writeHead(429, { 'retry-after': '1' }).end('{}');
    });
    const { url } = await over([server.url]);
    expect(await contents(url, 1)).toEqual(all(1, 'well'));
  });

  it('is not asked for ever: attempts and budget are bounded', async () => {
    const server = await counted(({ response }) => response.writeHead(502).end());
    const { url } = await over([server.url], { GATEWAY_MAX_ATTEMPTS: '3', GATEWAY_OUTAGE_WAIT_MS: '0' });
    expect((await ask(url)).status).toBe(502);
    expect(server.seen.calls).toBe(3);
  });
});

describe('a replica', () => {
  let server: Server;
  let address = '';
  const start = async () => {
    server = createServer((request, response) => {
      request
        .resume()
        .once('end', () => response.end(request.method === 'GET' ? '{}' : completionOf('back')));
    });
    const port = address === '' ? 0 : Number(new URL(address).port);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const kill = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  afterAll(kill);

  it('that dies is left alone within one probe, and taken back when it returns', async () => {
    await start();
    const { url, fleet } = await over([address, (await well()).url]);
    const [replica] = fleet.pools[0]?.replicas ?? [];
    expect(replica?.health).toBe('ready');
    await kill();
    expect(await contents(url, 10)).toEqual(all(10, 'well'));
    await eventually(() => replica?.health).toBe('down');
    await start();
    await eventually(() => replica?.health).toBe('ready');
    // By and by: slow start gives it a tenth of its share at first.
    const isBack = async () => (await contents(url, 6)).includes('back');
    await eventually(isBack).toBe(true);
  });

  it('that falls silent loses its calls to others, long before they would time out', async () => {
    let isSilent = false;
    const silent = await listen((request, response) => {
      request.resume();
      if (request.method === 'POST') isSilent = true;
      if (!isSilent) response.end('{}');
    });
    const other = await well();
    const { url, fleet } = await over([silent, other.url]);
    expect(await contents(url, 8)).toEqual(all(8, 'well'));
    expect(isSilent).toBe(true);
    expect(fleet.pools[0]?.replicas[0]?.health).toBe('down');
  });

  it('that loads gets nothing until it is ready', async () => {
    let isLoading = true;
    const loading = { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } };
    const calls: string[] = [];
    const loader = await listen((request, response) => {
      calls.push(request.method ?? '');
      request.resume();
      response
        .writeHead(isLoading ? 503 : 200)
        .end(JSON.stringify(isLoading ? loading : JSON.parse(completionOf('up'))));
    });
    const { url, fleet } = await over([loader], {
      VLM_BACKEND: 'llama-cpp-server',
      GATEWAY_OUTAGE_WAIT_MS: '0',
    });
    await eventually(() => fleet.pools[0]?.replicas[0]?.health).toBe('loading');
    expect((await ask(url)).headers.get('x-recto-error-code')).toBe('vlm.loading');
    expect(calls.includes('POST')).toBe(false);
    isLoading = false;
    await eventually(async () => (await ask(url)).status).toBe(200);
  });

  it('that sleeps is woken by a call of the gateway’s own', async () => {
    let model: string | null = null;
    const sleeper = await listen(async (request, response) => {
      if (request.method === 'GET') {
        response.end(JSON.stringify({ status: 'healthy', loaded_model: model }));
        return;
      }
      const pieces: Buffer[] = [];
      for await (const piece of request) pieces.push(piece as Buffer);
      model = JSON.parse(Buffer.concat(pieces).toString()).model;
      response.end(completionOf('awake'));
    });
    const { fleet } = await over([sleeper], { VLM_BACKEND: 'mlx-vlm-server' });
    await eventually(() => [model, fleet.pools[0]?.serving]).toEqual(['m', true]);
  });

  it('that others use, too, gets less of ours', async () => {
    const busy = await listen((request, response) => {
      request.resume();
      if (request.url === '/metrics')
        response.end('vllm:num_requests_running 50\nvllm:num_requests_waiting 0\n');
      else response.end(completionOf('busy'));
    });
    const { url, fleet } = await over([busy, (await well()).url]);
    await eventually(() => fleet.pools[0]?.replicas[0]?.load.correction(performance.now())).toBeGreaterThan(
      25,
    );
    expect(await contents(url, 10)).toEqual(all(10, 'well'));
  });
});

describe('keep-alive', () => {
  it('survives a server that closes idle connections just when they are used (llm-d #1564)', async () => {
    const server = await upstream((asked) => {
      reply(asked, 'well');
      // Gone after the answer, without a word: the next request on this connection meets a reset.
      asked.response.once('finish', () => setImmediate(() => asked.request.socket.resetAndDestroy()));
    });
    const { url } = await over([server], { GATEWAY_MAX_ATTEMPTS: '1' });
    for (let i = 0; i < 30; i += 1) expect(await contents(url, 1)).toEqual(all(1, 'well'));
  });
});

describe('callers that come and go', () => {
  it('leave nothing behind: no place, and no call at a server', async () => {
    const counts = { running: 0 };
    const server = await upstream((asked) => {
      counts.running += 1;
      const timer = setTimeout(() => reply(asked, 'well'), 20);
      asked.response.once('close', () => {
        counts.running -= 1;
        clearTimeout(timer);
      });
    });
    const { url, fleet } = await over([server], { VLM_MAX_CONCURRENCY: '4' });
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const leaver = new AbortController();
        const headers = { 'x-priority': index % 3 === 0 ? 'batch' : 'interactive' };
        if (index % 2 === 0) setTimeout(() => leaver.abort(), (index * 7) % 500);
        try {
          const answer = await ask(url, question(), { headers, signal: leaver.signal });
          await answer.text();
          return answer.status;
        } catch {
          return 'left';
        }
      }),
    );
    expect(outcomes.filter((_, index) => index % 2 === 1)).toEqual(Array.from({ length: 100 }, () => 200));
    await eventually(() => [counts.running, fleet.pools[0]?.outstanding]).toEqual([0, 0]);
    expect(fleet.pools[0]?.waiting('interactive')).toBe(0);
  });
});

describe('pools from a file', () => {
  let directory = '';
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'recto-gateway-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const withFile = (text: string, more: Record<string, string> = {}) => {
    const path = join(directory, 'pools.yaml');
    writeFileSync(path, text);
    return startGateway({ GATEWAY_CONFIG: path, ...more });
  };

  it('answer by model and alias, with their own defaults and names, and fall back in order', async () => {
    const bodies: Record<string, unknown>[] = [];
    const main = await upstream((asked) => {
      bodies.push(asked.body);
      reply(asked, 'main');
    });
    const spare = await well();
    const { url, fleet } = await withFile(`
pools:
  - model: big
    aliases: [ocr]
    backend: sglang-server
    replicas: [{ url: "${main}", model: served }]
    defaults: { max_completion_tokens: 99, repetition_penalty: 1.05 }
    fallback: [small]
  - model: small
    backend: vllm-server
    replicas: [{ url: "${spare.url}" }]
`);
    const asked = (model: string, more: object = {}) => contents(url, 1, { ...question(), model, ...more });
    expect(await asked('ocr', { max_tokens: 5 })).toEqual(all(1, 'main'));
    expect(bodies[0]).toMatchObject({ model: 'served', max_tokens: 5, repetition_penalty: 1.05 });
    expect(bodies[0]).not.toHaveProperty('max_completion_tokens');
    expect(await asked('small')).toEqual(all(1, 'well'));
    expect(await asked('unheard-of')).toEqual(['404']);
    const models = (await (await fetch(`${url}/v1/models`)).json()) as { data: { id: string }[] };
    expect(models.data.map(({ id }) => id)).toEqual(['big', 'ocr', 'small']);
    fleet.drain(fleet.replica('big:0') as never, true);
    expect(await asked('big')).toEqual(all(1, 'well'));
  });

  it('let a replica in only when its warm-up gets the expected answer', async () => {
    let word = 'wrong';
    const server = await upstream((asked) => reply(asked, word));
    const { url, fleet } = await withFile(`
pools:
  - model: m
    backend: vllm-server
    replicas: [{ url: "${server}" }]
    health_interval_ms: 50
    warm_up: { image: "data:image/png;base64,AAAA", prompt: "OCR:", expect: right }
`);
    expect(fleet.pools[0]?.serving).toBe(false);
    word = 'right';
    await eventually(() => fleet.pools[0]?.serving).toBe(true);
    expect(await contents(url, 1, { ...question(), model: 'm' })).toEqual(all(1, 'right'));
  });
});
