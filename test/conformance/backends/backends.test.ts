/** One suite over every kind of server: what the gateway sends it, what callers get, what becomes of a replica that fails. */
import OpenAI, { APIError } from 'openai';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allManners } from './manners/all.ts';
import { canonical, type Manners, type Reply } from './manners.ts';
import { type BackendsGateway, servedName, startBackendsGateway, upstreamKey } from './running-gateway.ts';
import { answerText, type Fault, type SeenCall } from './scripted-server.ts';

const picture = async (format: 'png' | 'webp' | 'jpeg', width = 60, height = 40) => {
  const page = sharp({ create: { width, height, channels: 3, background: '#eee' } });
  return `data:image/${format};base64,${(await page.toFormat(format).toBuffer()).toString('base64')}`;
};

const messagesOf = (url: string) => [
  {
    role: 'user' as const,
    content: [
      { type: 'image_url' as const, image_url: { url } },
      { type: 'text' as const, text: 'OCR:' },
    ],
  },
];

/** Faults that leave nothing to pass on: the call goes to the other server. */
const faults: readonly Fault[] = [
  'no headers',
  'stalls in the stream',
  'ends in half a frame',
  'is reset in the stream',
  'says an error in the stream',
  'sends HTML',
  'sends no JSON',
  'sends bytes',
  'sends less than it says',
];
const faultNames = faults.map(String);
const names = [
  'a call',
  'a stream',
  'an image',
  'a remote image',
  'too long',
  'a bad image',
  'an unknown model',
  'a wrong key',
  'overload',
  'a date',
  'loading',
  'a dead engine',
  'a loop',
  'a streamed loop',
  'a caller that leaves',
  'load',
  'a stream that breaks',
  ...faultNames,
];

describe.each(allManners.map((manners) => [manners.backend, manners] as const))(
  '%s',
  (_name, manners: Manners) => {
    let gateway: BackendsGateway;
    let png: string;
    beforeAll(async () => {
      png = await picture('png');
      gateway = await startBackendsGateway(manners, names);
    }, 120_000);
    afterAll(() => gateway?.stop());

    const client = () =>
      new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'caller', maxRetries: 0, timeout: 60_000 });
    const ask = (model: string, more: object = {}, signal?: AbortSignal) =>
      client().chat.completions.create(
        { model, messages: messagesOf(png), ...more, stream: false },
        { signal },
      );
    const contentOf = async (model: string) => (await ask(model)).choices[0]?.message.content;
    const failureOf = async (model: string, more: object = {}): Promise<APIError> => {
      const failure: unknown = await ask(model, more).catch((error: unknown) => error);
      if (!(failure instanceof APIError)) throw new Error(`no failure but ${JSON.stringify(failure)}`);
      return failure;
    };
    const manyOf = (model: string, count: number) =>
      Promise.all(Array.from({ length: count }, () => contentOf(model)));
    const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 30_000 });
    const well = (count: number) => Array.from({ length: count }, () => answerText);
    const imageOf = ({ body }: SeenCall) => {
      const messages = body.messages as ReturnType<typeof messagesOf>;
      const part = messages[0]?.content.find(({ type }) => type === 'image_url') as {
        image_url: { url: string };
      };
      return Buffer.from(part.image_url.url.slice(part.image_url.url.indexOf(',') + 1), 'base64');
    };

    it('gets a call in its own words, with its own key and name of the model', async () => {
      const { first } = gateway.case('a call');
      first.key = upstreamKey;
      const answer = await ask(gateway.alone('a call'), canonical);
      expect(answer.choices[0]).toMatchObject({ message: { content: answerText }, finish_reason: 'stop' });
      expect(answer.usage).toMatchObject({ prompt_tokens: 5, completion_tokens: 4, total_tokens: 9 });
      expect(first.calls).toHaveLength(1);
      const [seen] = first.calls as [SeenCall];
      expect(seen.path).toBe('/v1/chat/completions');
      expect(seen.body).toMatchObject({ ...manners.parameters.present, model: servedName });
      expect(Object.keys(seen.body).filter((key) => manners.parameters.absent.includes(key))).toEqual([]);
    });

    it('streams to a caller that wants a stream', async () => {
      const stream = await client().chat.completions.create({
        model: gateway.alone('a stream'),
        messages: messagesOf(png),
        stream: true,
        stream_options: { include_usage: true },
      });
      let text = '';
      let tokens = 0;
      for await (const { choices, usage } of stream) {
        text += choices[0]?.delta.content ?? '';
        tokens = usage?.completion_tokens ?? tokens;
      }
      expect([text, tokens]).toEqual([answerText, 4]);
    });

    it('gets images that it decodes, within the limits of the call', async () => {
      const { first } = gateway.case('an image');
      const model = gateway.alone('an image');
      const limits = { mm_processor_kwargs: { max_pixels: 10_000 } };
      for (const format of ['webp', 'png'] as const) {
        const messages = messagesOf(await picture(format, 400, 200));
        await client().chat.completions.create({ model, messages, ...limits } as never);
      }
      const seen = await Promise.all(first.calls.map((call) => sharp(imageOf(call)).metadata()));
      expect(seen).toHaveLength(2);
      for (const { format, width, height } of seen) {
        expect(manners.decodes).toContain(format);
        const isSmall = width * height <= 10_000;
        expect(isSmall).toBe(!manners.takesPixelLimits);
      }
    });

    it('never fetches an image on a caller’s word', async () => {
      const { first } = gateway.case('a remote image');
      const messages = messagesOf('http://169.254.169.254/latest/meta-data');
      const failure = await failureOf(gateway.alone('a remote image'), { messages });
      expect([failure.status, failure.code]).toEqual([400, 'backend.remote_image']);
      expect(first.calls).toEqual([]);
    });

    it('is not asked twice for what is too long', async () => {
      const { first, second } = gateway.case('too long');
      first.fault = second.fault = manners.refusals.overflow;
      const failure = await failureOf(gateway.pool('too long'));
      expect([failure.status, failure.code]).toEqual([400, 'backend.context_overflow']);
      expect(first.calls.length + second.calls.length).toBe(1);
      const states = () => gateway.replicas(gateway.pool('too long'));
      expect((await states()).map(({ breaker }) => breaker)).toEqual(['closed', 'closed']);
      // On a busy machine a probe may be late: what counts is that the call took nobody out of the traffic for good.
      await expect
        .poll(async () => (await states()).map(({ serving }) => serving), { timeout: 20_000 })
        .toEqual([true, true]);
    });

    it('does not lose its place for a caller’s bad images', async () => {
      const { first } = gateway.case('a bad image');
      const model = gateway.alone('a bad image');
      first.fault = manners.refusals.badImage;
      for (let i = 0; i < 6; i++) {
        const failure = await failureOf(model);
        expect(failure.status).toBe(manners.refusals.badImage.status === 500 ? 502 : 400);
      }
      first.fault = 'none';
      expect(await contentOf(model)).toBe(answerText);
    });

    it('does not know the model: a configuration error, tried elsewhere', async () => {
      const { unknownModel } = manners.refusals;
      if (!unknownModel) return;
      const { first } = gateway.case('an unknown model');
      first.fault = unknownModel;
      const failure = await failureOf(gateway.alone('an unknown model'));
      expect(failure.status).toBe(unknownModel.status);
      if (unknownModel.status === 404) {
        expect(failure.code).toBe('backend.model_not_found');
        expect(await manyOf(gateway.pool('an unknown model'), 4)).toEqual(well(4));
      }
    });

    it('refuses the gateway’s key: the operator’s affair, told as such', async () => {
      const { first } = gateway.case('a wrong key');
      first.key = 'another';
      const failure = await failureOf(gateway.alone('a wrong key'));
      expect([failure.status, failure.code]).toEqual([502, 'vlm.rejected']);
      expect(failure.message).not.toMatch(/another|key-of-the-gateway/);
      expect(await manyOf(gateway.pool('a wrong key'), 4)).toEqual(well(4));
    });

    it.each([
      ['overload', () => '7'],
      ['a date', () => new Date(Date.now() + 60_000).toUTCString()],
    ])('has too much to do and is left alone as long as it asks (%s)', async (name, retryAfter) => {
      const { overload } = manners.refusals;
      if (!overload) return;
      const { first } = gateway.case(name);
      first.fault = { ...overload, headers: { 'retry-after': retryAfter() } } satisfies Reply;
      const failure = await failureOf(gateway.alone(name));
      expect([failure.status, failure.code]).toEqual([503, 'vlm.overloaded']);
      expect(Number(failure.headers?.get('retry-after'))).toBeGreaterThanOrEqual(5);
      const [replica] = await gateway.replicas(gateway.alone(name));
      expect(replica?.breaker).toBe('closed');
      expect(await manyOf(gateway.pool(name), 6)).toEqual(well(6));
    });

    it('gets no calls while it loads, and its share when it is ready', async () => {
      const { first, second } = gateway.case('loading');
      const model = gateway.pool('loading');
      await first.become('loading');
      const asked = first.calls.length;
      expect(await manyOf(model, 4)).toEqual(well(4));
      await first.become('ready');
      await eventually(async () => {
        await manyOf(model, 8);
        return first.calls.length > asked + 1 && second.calls.length > 1;
      }).toBe(true);
      for (const replica of await gateway.replicas(model)) expect(replica.breaker).toBe('closed');
    });

    it('loses its engine: no call is lost, and it is left out until it is back', async () => {
      const { first } = gateway.case('a dead engine');
      const model = gateway.pool('a dead engine');
      await first.become('dead');
      expect(await manyOf(model, 12)).toEqual(well(12));
      await eventually(async () => (await gateway.replicas(model))[0]?.serving).toBe(false);
      const asked = first.calls.length;
      expect(await manyOf(model, 6)).toEqual(well(6));
      expect(first.calls.length - asked).toBeLessThanOrEqual(1);
      await first.become('ready');
      await eventually(async () => (await gateway.replicas(model))[0]?.serving).toBe(true);
    });

    it.concurrent.each(faultNames)(
      '%s: answered elsewhere, and told as a fault where there is no other',
      async (name) => {
        const { first } = gateway.case(name);
        first.fault = name as Fault;
        expect(await manyOf(gateway.pool(name), 4)).toEqual(well(4));
        const failure = await failureOf(gateway.alone(name));
        expect([502, 504]).toContain(failure.status);
        expect(failure.code).toMatch(/^vlm\.(failed|timeout)$/);
        expect(failure.message).not.toMatch(/127\.0\.0\.1|html|EngineCore|scheduler/i);
      },
    );

    it('breaks a stream that a caller has begun to read: it ends with an error', async () => {
      const { first } = gateway.case('a stream that breaks');
      first.fault = 'is reset in the stream';
      const model = gateway.alone('a stream that breaks');
      const read = async () => {
        let text = '';
        try {
          const stream = await client().chat.completions.create({
            model,
            messages: messagesOf(png),
            stream: true,
          });
          for await (const { choices } of stream) text += choices[0]?.delta.content ?? '';
        } catch (error) {
          return { text, error };
        }
        return { text, error: null };
      };
      const { text, error } = await read();
      expect(text.length).toBeLessThan(answerText.length);
      expect(error).toBeInstanceOf(APIError);
    });

    it('is stopped when it runs in circles, and asked again by the ladder', async () => {
      const { first } = gateway.case('a loop');
      first.fault = 'loops for ever';
      const answer = await ask(gateway.alone('a loop'), { max_completion_tokens: 16_000 });
      expect(answer.choices[0]?.finish_reason).toBe('repetition');
      expect(answer.choices[0]?.message.content?.length).toBeLessThan(4_000);
      expect(first.calls.length).toBeGreaterThan(1);
      await eventually(() => first.calls.every(({ abandoned }) => abandoned)).toBe(true);
      const penalty = manners.backend === 'llama-cpp-server' ? 'repeat_penalty' : 'repetition_penalty';
      const [, again] = first.calls as [SeenCall, SeenCall];
      if (!manners.parameters.absent.includes(penalty)) expect(again.body[penalty]).toBeGreaterThan(1);
    });

    it('is stopped in a caller’s stream, which ends with the reason', async () => {
      const { first } = gateway.case('a streamed loop');
      first.fault = 'loops for ever';
      const model = gateway.alone('a streamed loop');
      const stream = await client().chat.completions.create({
        model,
        messages: messagesOf(png),
        stream: true,
      });
      const reasons: (string | null)[] = [];
      for await (const { choices } of stream) reasons.push(...choices.map((choice) => choice.finish_reason));
      expect(reasons.at(-1)).toBe('repetition');
      await eventually(() => first.calls.every(({ abandoned }) => abandoned)).toBe(true);
    });

    it('hears at once that a caller has left, and the place is free', async () => {
      const { first } = gateway.case('a caller that leaves');
      const model = gateway.alone('a caller that leaves');
      first.fault = 'no headers';
      const leaving = new AbortController();
      const call = ask(model, {}, leaving.signal).catch((error: unknown) => error);
      await eventually(() => first.calls.length).toBe(1);
      leaving.abort();
      expect(await call).toBeInstanceOf(Error);
      await eventually(() => first.calls[0]?.abandoned).toBe(true);
      await eventually(async () => (await gateway.replicas(model))[0]?.running).toBe(0);
      first.fault = 'none';
      expect(await contentOf(model)).toBe(answerText);
    });

    it('says how much others ask of it', async () => {
      if (manners.metrics(9) === null) return;
      const { first } = gateway.case('load');
      first.foreign = 9;
      await eventually(
        async () => (await gateway.replicas(gateway.pool('load')))[0]?.foreignLoad ?? 0,
      ).toBeGreaterThan(1);
      expect((await gateway.replicas(gateway.pool('load')))[1]?.foreignLoad).toBe(0);
    });
  },
);
