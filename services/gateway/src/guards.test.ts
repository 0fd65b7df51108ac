/** The guards over real connections: what a looping server gets to say, and what official clients make of it. */
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { readGatewayConfig } from './config/gateway-config.ts';
import { ask, type Question, question, startGateway, upstream } from './test-support/gateway.ts';

const chunk = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({
    id: 'c',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'served',
    choices: [{ index: 0, delta, finish_reason: finish }],
  })}\n\n`;

/** Says the same up to 16k times, one token at a time, as fast as it is read. Counts what it said. */
function babble({ response }: Question, said: { tokens: number; stopped: boolean }): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.once('close', () => {
    said.stopped = true;
  });
  const more = () => {
    if (response.destroyed) return;
    if (said.tokens === 16_384) {
      response.end('data: [DONE]\n\n');
      return;
    }
    said.tokens += 1;
    const piece = chunk({ content: ['the', ' cat', ' sat', '. '][said.tokens % 4] });
    response.write(piece, () => setTimeout(more, 0));
  };
  more();
}

const say = ({ response }: Question, text: string) =>
  response
    .writeHead(200, { 'content-type': 'text/event-stream' })
    .end(`${chunk({ role: 'assistant', content: text })}${chunk({}, 'stop')}data: [DONE]\n\n`);

const over = (url: string, more: Record<string, string> = {}) =>
  startGateway({ VLM_BACKEND: 'llama-cpp-server', VLM_SERVER_URL: url, ...more });

const metric = async (url: string, name: string): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  const values = [...text.matchAll(new RegExp(`^${name}(?:{.*})? (\\S+)$`, 'gm'))].map(([, value]) =>
    Number(value),
  );
  return values.reduce((sum, value) => sum + value, 0);
};

describe('a server that loops for 16k tokens', () => {
  it('is stopped within 200 tokens of the third repetition, and asked again in its own words', async () => {
    const said = { tokens: 0, stopped: false };
    const bodies: Record<string, unknown>[] = [];
    const server = await upstream((asked) => {
      bodies.push(asked.body);
      if (bodies.length === 1) babble(asked, said);
      else say(asked, 'the cat sat.');
    });
    const { url } = await over(server, { GATEWAY_LOOP_LADDER: '0.3:1.1' });
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'k', maxRetries: 0 });
    const answer = await client.chat.completions.create({
      ...question(),
      temperature: 0,
      max_tokens: 16_384,
    });
    expect(answer.choices[0]).toMatchObject({ message: { content: 'the cat sat.' }, finish_reason: 'stop' });
    await expect.poll(() => said.stopped).toBe(true);
    // What is on the wire when the guard hangs up was said, too.
    expect(said.tokens).toBeLessThanOrEqual(3 * 4 + 200);
    expect(bodies[1]).toMatchObject({ temperature: 0.3, repeat_penalty: 1.1, max_tokens: 16_384 });
    expect(await metric(url, 'recto_gateway_loops_total')).toBe(1);
    expect(await metric(url, 'recto_gateway_loop_retries_total')).toBe(1);
    expect(await metric(url, 'recto_gateway_loop_tokens_saved_total')).toBeGreaterThan(16_000);
  });

  it('ends a caller’s stream with "repetition", which the official client reads to its end', async () => {
    const said = { tokens: 0, stopped: false };
    const server = await upstream((asked) => babble(asked, said));
    const { url } = await over(server);
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'k', maxRetries: 0 });
    let last: string | null = null;
    for await (const { choices } of await client.chat.completions.create({ ...question(), stream: true }))
      last = choices[0]?.finish_reason ?? last;
    expect(last).toBe('repetition');
    await expect.poll(() => said.stopped).toBe(true);
    expect(said.tokens).toBeLessThanOrEqual(3 * 4 + 200);
  });

  it('is left to itself where the guard is off', async () => {
    const server = await upstream((asked) => {
      expect(asked.body.stream).toBeUndefined();
      asked.response.end('{"choices":[]}');
    });
    const { url } = await over(server, { GATEWAY_LOOP_GUARD: 'false', GATEWAY_TOKEN_CAP: 'false' });
    expect(await (await ask(url)).text()).toBe('{"choices":[]}');
  });
});

describe('a server that breaks off its stream', () => {
  it('is asked again, since nothing was passed on', async () => {
    let calls = 0;
    const server = await upstream((asked) => {
      calls += 1;
      if (calls > 1) say(asked, 'whole');
      else
        asked.response
          .writeHead(200, { 'content-type': 'text/event-stream' })
          .write(chunk({ content: 'ha' }), () => asked.response.destroy());
    });
    const { url } = await over(server);
    expect(await (await ask(url)).json()).toMatchObject({ choices: [{ message: { content: 'whole' } }] });
  });
});

describe('GATEWAY_LOOP_LADDER', () => {
  it('is steps of temperature and penalty, or none', () => {
    const ladder = (text: string) => readGatewayConfig({ GATEWAY_LOOP_LADDER: text }).GATEWAY_LOOP_LADDER;
    expect(ladder('none')).toEqual([]);
    expect(ladder('0.2:1, 0.8:1.2')).toEqual([
      { temperature: 0.2, repetitionPenalty: 1 },
      { temperature: 0.8, repetitionPenalty: 1.2 },
    ]);
    expect(() => ladder('hot')).toThrow('GATEWAY_LOOP_LADDER');
    expect(() => ladder('1:1,1:1,1:1,1:1,1:1')).toThrow('at most four');
    expect(readGatewayConfig({}).GATEWAY_LOOP_LADDER).toHaveLength(2);
  });
});
