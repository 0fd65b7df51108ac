/** The guard over a scripted backend: what callers get, and what the backend sees. */
import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type ChatAnswer, type ChatCall, type ChatHandler, parameter } from '../call/chat-call.ts';
import { callOf } from '../test-support/calls.ts';
import { tokensOf } from '../test-support/tokens.ts';
import { guardLoops } from './guard-loops.ts';

const chunk = (delta: object, finish: string | null = null, more: object = {}): string =>
  `data: ${JSON.stringify({
    id: 'c1',
    object: 'chat.completion.chunk',
    created: 7,
    model: 'm',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    ...more,
  })}\n\n`;

interface Script {
  readonly call: ChatCall;
  /** Tokens that were read of it. */
  sent: number;
  destroyed: boolean;
}

/** A backend that says `texts` in turn, token by token, and remembers how far it got. */
function scripted(...texts: (string | Error)[]): { next: ChatHandler; scripts: Script[] } {
  const scripts: Script[] = [];
  const next: ChatHandler = async (call) => {
    const text = texts[Math.min(scripts.length, texts.length - 1)] as string | Error;
    const script = { call, sent: 0, destroyed: false };
    scripts.push(script);
    if (text instanceof Error) throw text;
    const tokens = tokensOf(text);
    async function* events() {
      yield chunk({ role: 'assistant', content: '' });
      for (const token of tokens) {
        script.sent += 1;
        yield chunk({ content: token });
        await turn();
      }
      yield chunk({}, 'stop');
      yield chunk({}, null, { choices: [], usage: { prompt_tokens: 5, completion_tokens: tokens.length } });
      yield 'data: [DONE]\n\n';
    }
    const body = Readable.from(events(), { objectMode: false, highWaterMark: 1 });
    body.once('close', () => {
      script.destroyed = true;
    });
    return { headers: { 'content-type': 'text/event-stream' }, body };
  };
  return { next, scripts };
}

const ladder = [
  { temperature: 0.2, repetitionPenalty: 1 },
  { temperature: 0.6, repetitionPenalty: 1.15 },
];

function guarded(next: ChatHandler) {
  const counts: string[] = [];
  const handler = guardLoops({
    ladder,
    counts: {
      stopped: (kind, saved) => counts.push(`${kind} ${saved > 10_000 ? 'most' : saved}`),
      retried: (outcome) => counts.push(outcome),
    },
    now: () => performance.now(),
  })(next);
  return { handler, counts };
}

const completion = ({ body }: ChatAnswer) => JSON.parse((body as Buffer).toString());
const textOf = async (body: Readable): Promise<string> => {
  let text = '';
  for await (const piece of body) text += piece;
  return text;
};

const loop = `Invoice 12 ${'and so on '.repeat(8_000)}`;
const parameters = { model: 'm', temperature: 0, max_tokens: 16_384 };

describe('a call that does not stream', () => {
  it('is asked as a stream and answered whole', async () => {
    const { next, scripts } = scripted('Hello world');
    const answer = await guarded(next).handler(callOf(parameters));
    expect(answer.headers).toEqual({ 'content-type': 'application/json' });
    expect(completion(answer)).toEqual({
      id: 'c1',
      object: 'chat.completion',
      created: 7,
      model: 'm',
      usage: { prompt_tokens: 5, completion_tokens: tokensOf('Hello world').length },
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Hello world' },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
    });
    const [{ call }] = scripts as [Script];
    expect([parameter(call, 'stream'), parameter(call, 'stream_options')]).toEqual([
      true,
      { include_usage: true },
    ]);
  });

  it('is stopped upstream within 200 tokens of the third copy, and asked again with what may cure it', async () => {
    const { next, scripts } = scripted(loop, 'Invoice 12 and no more');
    const { handler, counts } = guarded(next);
    const answer = completion(await handler(callOf({ ...parameters, top_p: 0.1, top_k: 1 })));
    expect(answer.choices[0]).toMatchObject({
      message: { content: 'Invoice 12 and no more' },
      finish_reason: 'stop',
    });
    const [first, second] = scripts as [Script, Script];
    expect(first.sent).toBeLessThanOrEqual(tokensOf(`Invoice 12 ${'and so on '.repeat(3)}`).length + 200);
    expect(first.destroyed).toBe(true);
    expect(
      ['temperature', 'repetition_penalty', 'top_p', 'top_k'].map((name) => parameter(second.call, name)),
    ).toEqual([0.2, undefined, undefined, undefined]);
    expect(counts).toEqual(['tail most', 'cured']);
  });

  it('gets the best of answers that all loop, cut after the first copy and marked', async () => {
    const further = `Invoice 12, of March, ${'to be paid '.repeat(9_000)}`;
    const { next, scripts } = scripted(loop, further, loop);
    const { handler, counts } = guarded(next);
    const answer = completion(
      await handler(callOf({ ...parameters, temperature: 0.4, repetition_penalty: 1.3 })),
    );
    expect(answer.choices[0]).toMatchObject({
      message: { content: 'Invoice 12, of March, to be paid' },
      finish_reason: 'repetition',
    });
    const asked = (name: string) => scripts.map(({ call }) => parameter(call, name));
    expect(asked('temperature')).toEqual([0.4, 0.4, 0.6]);
    expect(asked('repetition_penalty')).toEqual([1.3, 1.3, 1.3]);
    expect(counts).toEqual(['tail most', 'tail most', 'looped', 'tail most', 'looped']);
  });

  it('keeps the looped answer where a further try fails, and climbs no more when time is up', async () => {
    const failed = guarded(scripted(loop, new Error('down')).next);
    expect(completion(await failed.handler(callOf(parameters))).choices[0].finish_reason).toBe('repetition');
    expect(failed.counts).toEqual(['tail most', 'failed']);
    const late = scripted(loop);
    await guarded(late.next).handler({ ...callOf(parameters), deadline: performance.now() + 1 });
    expect(late.scripts).toHaveLength(1);
  });

  it('fails like its attempt where the stream breaks, errs, or is no stream of chunks', async () => {
    const stream =
      (text: string): ChatHandler =>
      async () => ({
        headers: { 'content-type': 'text/event-stream; charset=utf-8' },
        body: Readable.from([text], { objectMode: false }),
      });
    const kindOf = (text: string) =>
      guarded(stream(text))
        .handler(callOf(parameters))
        .then(
          () => 'answered',
          (error: { kind?: string }) => error.kind,
        );
    expect(await kindOf(chunk({ content: 'half' }))).toBe('broken');
    expect(await kindOf('data: {"cho')).toBe('broken');
    expect(await kindOf('data: 7\n\n')).toBe('broken');
    expect(await kindOf('data: {"error":{"message":"out of memory","code":500}}\n\n')).toBe('failed');
    expect(await kindOf('data: {"error":"token queue timeout"}\n\n')).toBe('failed');
    expect(await kindOf('data: {"object":"error","message":"bad","code":400}\n\n')).toBe('refused');
    expect(await kindOf(chunk({ content: 'all' }, 'stop'))).toBe('answered');
  });

  it('passes on the whole answer of a server that does not stream', async () => {
    const whole = { headers: { 'content-type': 'application/json' }, body: Buffer.from('{"choices":[]}') };
    expect(await guarded(async () => whole).handler(callOf(parameters))).toBe(whole);
  });
});

describe('a caller’s own stream', () => {
  const streamed = { ...parameters, stream: true };

  it('is passed on as it came', async () => {
    const { next, scripts } = scripted('Hello world, once');
    const { body } = await guarded(next).handler(callOf(streamed));
    const { next: again } = scripted('Hello world, once');
    const original = await textOf((await again(callOf(streamed))).body as Readable);
    expect(await textOf(body as Readable)).toBe(original);
    expect(parameter((scripts[0] as Script).call, 'stream_options')).toBeUndefined();
  });

  it('ends with "repetition" soon after the loop began, and so does the call upstream', async () => {
    const { next, scripts } = scripted(loop);
    const { handler, counts } = guarded(next);
    const text = await textOf((await handler(callOf(streamed))).body as Readable);
    const events = text
      .trimEnd()
      .split('\n\n')
      .map((event) => event.slice('data: '.length));
    expect(events.at(-1)).toBe('[DONE]');
    expect(JSON.parse(events.at(-2) as string)).toEqual({
      id: 'c1',
      object: 'chat.completion.chunk',
      created: 7,
      model: 'm',
      choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: 'repetition' }],
    });
    const [script] = scripts as [Script];
    expect(script.sent).toBeLessThan(300);
    await expect.poll(() => script.destroyed).toBe(true);
    expect(counts).toEqual(['tail most']);
  });

  it('ends the call upstream when its reader leaves', async () => {
    const { next, scripts } = scripted(loop);
    const { body } = await guarded(next).handler(callOf(streamed));
    (body as Readable).destroy();
    await expect.poll(() => scripts[0]?.destroyed).toBe(true);
  });

  it('fails before its first byte where the first event is an error, so that another replica can be asked', async () => {
    const next: ChatHandler = async () => ({
      headers: { 'content-type': 'text/event-stream' },
      body: Readable.from(['data: {"error":{"message":"dead","code":500}}\n\n'], { objectMode: false }),
    });
    await expect(guarded(next).handler(callOf(streamed))).rejects.toMatchObject({ kind: 'failed' });
  });

  it('breaks where the stream does', async () => {
    const next: ChatHandler = async () => ({
      headers: { 'content-type': 'text/event-stream' },
      body: Readable.from([chunk({ content: 'half' })], { objectMode: false }),
    });
    const { body } = await guarded(next).handler(callOf(streamed));
    await expect(textOf(body as Readable)).rejects.toMatchObject({ kind: 'broken' });
  });
});
