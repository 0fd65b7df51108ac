/** Reuse over real connections: identical questions, callers with and without keys, and those who leave. */
import { describe, expect, it } from 'vitest';
import { readGatewayConfig } from './config/gateway-config.ts';
import { ask, type Question, question, startGateway, upstream } from './test-support/gateway.ts';

const answer = JSON.stringify({
  choices: [{ index: 0, message: { role: 'assistant', content: 'read' }, finish_reason: 'stop' }],
});
const finish = ({ response }: Question) => response.setHeader('content-type', 'application/json').end(answer);

/** A gateway over a server that answers when told. */
async function waiting(more: Record<string, string> = {}) {
  const questions: Question[] = [];
  const server = await upstream((asked) => {
    questions.push(asked);
  });
  const { url } = await startGateway({
    VLM_BACKEND: 'vllm-server',
    VLM_SERVER_URL: server,
    GATEWAY_SINGLE_FLIGHT: 'true',
    ...more,
  });
  return { url, questions };
}
/** Calls that joined another. */
const shared = async (url: string): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^recto_gateway_reuse_total{outcome="shared"} (\d+)$/m.exec(text)?.[1] ?? 0);
};

/** Chat completions that have not been answered, as the gateway counts; asking is one more. */
const running = async (url: string): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^recto_http_requests_running (\d+)$/m.exec(text)?.[1]) - 1;
};

const greedy = { ...question(), temperature: 0 };

describe('identical questions', () => {
  it('at the same time are one call upstream, which goes on until the last caller has left', async () => {
    const { url, questions } = await waiting();
    const leavers = [new AbortController(), new AbortController()];
    const calls = leavers.map(({ signal }) => ask(url, greedy, { signal }).catch(() => 'left'));
    await expect.poll(() => questions.length).toBe(1);
    const stays = ask(url, greedy);
    await expect.poll(() => shared(url)).toBe(2);
    leavers[0]?.abort();
    await calls[0];
    const [{ response }] = questions as [Question];
    expect(response.destroyed).toBe(false);
    finish(questions[0] as Question);
    expect(await (await stays).text()).toBe(answer);

    const leaver = new AbortController();
    const alone = ask(url, greedy, { signal: leaver.signal }).catch(() => 'left');
    await expect.poll(() => questions.length).toBe(2);
    leaver.abort();
    await alone;
    await expect.poll(() => questions[1]?.response.destroyed).toBe(true);
  });

  it('are asked again with the whole question, also when the caller who brought it has left', async () => {
    const { url, questions } = await waiting({ VLM_BACKEND: 'openai-server' });
    const leaver = new AbortController();
    const left = ask(url, greedy, { signal: leaver.signal }).catch(() => 'left');
    await expect.poll(() => questions.length).toBe(1);
    const stays = ask(url, greedy);
    await expect.poll(() => shared(url)).toBe(1);
    leaver.abort();
    await left;
    await expect.poll(() => running(url)).toBe(1);
    questions[0]?.response.writeHead(502).end();
    await expect.poll(() => questions.length).toBe(2);
    expect(questions[1]?.body).toEqual(questions[0]?.body);
    finish(questions[1] as Question);
    expect(await (await stays).text()).toBe(answer);
  });

  it('of different keys are not shared, unless that is allowed', async () => {
    for (const [across, calls] of [
      ['false', 2],
      ['true', 1],
    ] as const) {
      const { url, questions } = await waiting({
        GATEWAY_API_KEYS: 'a,b',
        GATEWAY_REUSE_ACROSS_CALLERS: across,
      });
      const asked = ['a', 'b'].map((key) =>
        ask(url, greedy, { headers: { authorization: `Bearer ${key}` } }),
      );
      await expect.poll(() => questions.length).toBe(calls);
      for (const each of questions) finish(each);
      expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([200, 200]);
      expect(questions).toHaveLength(calls);
    }
  });

  it('one after the other are asked once where there is a cache', async () => {
    const { url, questions } = await waiting({ GATEWAY_CACHE: 'memory' });
    const first = ask(url, greedy);
    await expect.poll(() => questions.length).toBe(1);
    finish(questions[0] as Question);
    const texts = [await (await first).text(), await (await ask(url, greedy)).text()];
    expect(texts).toEqual([answer, answer]);
    expect(questions).toHaveLength(1);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('recto_gateway_reuse_total{outcome="hit"} 1');
    expect(metrics).toContain('recto_gateway_cache_entries 1');
  });
});

describe('the configuration of the cache', () => {
  it('needs an address for Redis', () => {
    expect(() => readGatewayConfig({ GATEWAY_CACHE: 'redis' })).toThrow('GATEWAY_CACHE_URL');
    expect(() => readGatewayConfig({ GATEWAY_CACHE_URL: 'http://x' })).toThrow('redis://');
    expect(readGatewayConfig({ GATEWAY_CACHE: 'redis', GATEWAY_CACHE_URL: 'redis://x' }).GATEWAY_CACHE).toBe(
      'redis',
    );
  });
});
