import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import type { VlmQuestion } from '../block.ts';
import { blankCrop } from '../prepare/crop.ts';
import { defaultSampling } from '../sampling-defaults.ts';
import { sizeOfJpeg, sizeWithin } from './crop-image.ts';
import type { VlmDialectName } from './dialects.ts';
import { createVlmClient, vlmClientDefaults } from './vlm-client.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

interface Asked {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly priority: string | string[] | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: the body is what the test looks at
  readonly body: any;
}

async function server(
  answer: (res: ServerResponse, count: number) => void,
): Promise<{ baseUrl: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const read = async (req: IncomingMessage) => {
    const pieces: Buffer[] = [];
    for await (const piece of req) pieces.push(piece as Buffer);
    asked.push({
      path: req.url ?? '',
      authorization: req.headers.authorization,
      priority: req.headers['x-priority'],
      body: JSON.parse(Buffer.concat(pieces).toString()),
    });
  };
  const http = createServer((req, res) => read(req).then(() => answer(res, asked.length)));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    http.closeAllConnections();
    http.close();
  });
  return { baseUrl: `http://127.0.0.1:${(http.address() as AddressInfo).port}/v1`, asked };
}

const reply = (res: ServerResponse, status: number, body: unknown, headers = {}) => {
  res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};
const said = (content: string | null, extra = {}) => ({
  choices: [{ message: { content }, finish_reason: 'stop' }],
  ...extra,
});
const client = (baseUrl: string, dialect: VlmDialectName = 'gateway', maxRetries = 0) =>
  createVlmClient({ baseUrl, modelName: 'm', apiKey: null, dialect, timeoutMs: 5_000, maxRetries });
const question = (changes: Partial<VlmQuestion> = {}): VlmQuestion => ({
  task: 'table',
  crop: blankCrop(100, 60),
  budget: { minPixels: 1, maxPixels: 2_000 },
  sampling: defaultSampling,
  skipSpecialTokens: true,
  signal: new AbortController().signal,
  ...changes,
});
const imageOf = (body: { messages: { content: { image_url: { url: string } }[] }[] }) => {
  const url = body.messages[0]?.content[0]?.image_url.url ?? '';
  return { type: url.split(';')[0], size: sharp(Buffer.from(url.split(',')[1] ?? '', 'base64')).metadata() };
};

describe('createVlmClient', () => {
  it('tells the gateway what nobody waits for', async () => {
    const { baseUrl, asked } = await server((res) => reply(res, 200, said('')));
    await client(baseUrl).ask(question());
    await client(baseUrl).ask(question({ background: true }));
    expect(asked.map(({ priority }) => priority)).toEqual([undefined, 'batch']);
  });

  it('asks in the canonical form of the reference', async () => {
    const { baseUrl, asked } = await server((res) => reply(res, 200, said('<fcel>A')));
    expect(await client(baseUrl).ask(question())).toEqual({
      text: '<fcel>A',
      finishReason: 'stop',
      readingLines: false,
    });
    const [{ path, authorization, body }] = asked as [Asked];
    expect([path, authorization]).toEqual(['/v1/chat/completions', 'Bearer null']);
    const { messages, ...parameters } = body;
    expect(parameters).toEqual({
      model: 'm',
      stream: false,
      temperature: 0,
      max_completion_tokens: 4096,
      skip_special_tokens: true,
      mm_processor_kwargs: { min_pixels: 1, max_pixels: 2000 },
    });
    expect(messages[0].content[1]).toEqual({ type: 'text', text: 'Table Recognition:' });
    expect(imageOf(body).type).toBe('data:image/jpeg');
    expect(await imageOf(body).size).toMatchObject({ width: 100, height: 60 });
  });

  /** The table of pipeline.md 4.4. llama.cpp knows the penalty by another name, and two servers ignore tokens to skip. */
  it.each<[VlmDialectName, 'jpeg' | 'png', Record<string, unknown>, string, boolean, boolean]>([
    ['gateway', 'jpeg', { temperature: 0 }, 'repetition_penalty', true, true],
    ['vllm-server', 'jpeg', { temperature: 0 }, 'repetition_penalty', true, true],
    ['sglang-server', 'jpeg', { temperature: 0 }, 'repetition_penalty', true, false],
    ['fastdeploy-server', 'jpeg', { temperature: 1, top_p: 0 }, 'repetition_penalty', true, false],
    ['mlx-vlm-server', 'jpeg', { temperature: 0 }, 'repetition_penalty', false, false],
    ['llama-cpp-server', 'png', { temperature: 0 }, 'repeat_penalty', false, false],
  ])('asks %s in its own words', async (dialect, format, greedy, penalty, skips, pixels) => {
    const { baseUrl, asked } = await server((res) => reply(res, 200, said('')));
    await client(baseUrl, dialect).ask(question({ skipSpecialTokens: false }));
    const sampling = { temperature: 0.3, topP: 0.5, repetitionPenalty: 1.2, maxNewTokens: 77 };
    await client(baseUrl, dialect).ask(question({ sampling }));
    const maxTokens = /^(mlx|llama)/.test(dialect) ? 'max_tokens' : 'max_completion_tokens';
    const always = {
      model: 'm',
      stream: false,
      ...(pixels && { mm_processor_kwargs: { min_pixels: 1, max_pixels: 2000 } }),
    };
    const [plain, given] = asked.map(({ body: { messages: _, ...parameters } }) => parameters);
    expect(plain).toEqual({
      ...always,
      ...greedy,
      [maxTokens]: 4096,
      ...(skips && { skip_special_tokens: false }),
    });
    expect(given).toEqual({
      ...always,
      temperature: 0.3,
      top_p: 0.5,
      [penalty]: 1.2,
      [maxTokens]: 77,
      ...(skips && { skip_special_tokens: true }),
    });
    expect(imageOf(asked[0]?.body).type).toBe(`data:image/${format}`);
  });

  it('has the reference’s defaults, and its JPEG quality of 75', async () => {
    expect(vlmClientDefaults).toEqual({
      modelName: 'PaddleOCR-VL-1.6-0.9B',
      timeoutMs: 600_000,
      maxRetries: 2,
    });
    const { baseUrl, asked } = await server((res) => reply(res, 200, said('')));
    await client(baseUrl).ask(question());
    const url: string = asked[0]?.body.messages[0].content[0].image_url.url;
    const bytes = Buffer.from(url.split(',')[1] ?? '', 'base64');
    // The standard luminance table begins with 16, which quality 75 halves; two bytes of length and one of its number stand before it.
    const table = bytes.indexOf(Buffer.from([0xff, 0xdb]));
    expect(bytes.readUInt8(table + 5)).toBe(8);
  });

  it('speaks the dialect of a server in the gateway’s place', async () => {
    const { baseUrl, asked } = await server((res) => reply(res, 200, said(null)));
    const sampling = { ...defaultSampling, repetitionPenalty: 1.2, topP: 0.5 };
    expect((await client(baseUrl, 'llama-cpp-server').ask(question({ sampling }))).text).toBe('');
    await client(baseUrl, 'fastdeploy-server').ask(question());
    const [llama, fastdeploy] = asked.map(({ body: { messages: _, ...parameters } }) => parameters);
    expect(llama).toEqual({
      model: 'm',
      stream: false,
      temperature: 0,
      max_tokens: 4096,
      top_p: 0.5,
      repeat_penalty: 1.2,
    });
    expect(fastdeploy).toMatchObject({ temperature: 1, top_p: 0, max_completion_tokens: 4096 });
    const image = imageOf(asked[0]?.body);
    expect(image.type).toBe('data:image/png');
    const { width, height } = await image.size;
    expect(width * height).toBeLessThanOrEqual(2_000);
  });

  it('knows the embedded engine by its answer', async () => {
    const { baseUrl } = await server((res) => reply(res, 200, said('a\nb', { recto: { engine: 'native' } })));
    expect((await client(baseUrl).ask(question())).readingLines).toBe(true);
  });

  it('asks for log-probabilities only where they are wanted and the server takes them', async () => {
    const logprobs = { content: [{ token: 'A', logprob: Math.log(0.5) }] };
    const { baseUrl, asked } = await server((res) =>
      reply(res, 200, { choices: [{ message: { content: 'A' }, finish_reason: 'stop', logprobs }] }),
    );
    const unasked = await client(baseUrl).ask(question());
    expect(unasked).not.toHaveProperty('sureness');
    const { sureness } = await client(baseUrl).ask(question({ withConfidence: true }));
    expect(sureness).toMatchObject({ unit: 'tokens', count: 1, mean: 0.5 });
    await client(baseUrl, 'mlx-vlm-server').ask(question({ withConfidence: true }));
    await client(baseUrl, 'llama-cpp-server').ask(question({ withConfidence: true }));
    expect(asked.map(({ body }) => body.logprobs)).toEqual([undefined, true, undefined, true]);
  });

  it('names failures by status and retries only what may pass', async () => {
    for (const [status, code] of [
      [400, 'vlm.rejected'],
      [401, 'vlm.rejected'],
      [429, 'vlm.overloaded'],
      [500, 'vlm.failed'],
      [504, 'vlm.timeout'],
    ] as const) {
      const { baseUrl } = await server((res) => reply(res, status, { error: { message: 'secret' } }));
      await expect(client(baseUrl).ask(question())).rejects.toMatchObject({ code });
    }
    const flaky = await server((res, count) =>
      count === 1 ? reply(res, 503, {}, { 'retry-after-ms': '1' }) : reply(res, 200, said('ok')),
    );
    expect((await client(flaky.baseUrl, 'gateway', 2).ask(question())).text).toBe('ok');
    const refusing = await server((res) => reply(res, 400, {}));
    await expect(client(refusing.baseUrl, 'gateway', 2).ask(question())).rejects.toMatchObject({
      code: 'vlm.rejected',
    });
    expect(refusing.asked).toHaveLength(1);
    await expect(client('http://127.0.0.1:1/v1').ask(question())).rejects.toMatchObject({
      code: 'vlm.unreachable',
    });
  });

  it('hangs up when it is told to', async () => {
    const caller = new AbortController();
    const closed = Promise.withResolvers<void>();
    const { baseUrl } = await server((res) => {
      res.once('close', () => closed.resolve());
      caller.abort(new Error('gone'));
    });
    await expect(client(baseUrl).ask(question({ signal: caller.signal }))).rejects.toThrow('gone');
    await closed.promise;
  });
});

describe('sizeOfJpeg', () => {
  it('brings very long strips below the limit of the format', () => {
    expect(sizeOfJpeg({ width: 1000, height: 131_000 })).toEqual({ width: 500, height: 65_500 });
    expect(sizeOfJpeg({ width: 1000, height: 65_500 })).toBeNull();
  });

  it('lets such a strip be asked about', async () => {
    const { baseUrl, asked } = await server((res) => reply(res, 200, said('long')));
    expect((await client(baseUrl).ask(question({ crop: blankCrop(66_000, 2) }))).text).toBe('long');
    expect(await imageOf(asked[0]?.body).size).toMatchObject({ width: 65_500, height: 1 });
  });
});

describe('sizeWithin', () => {
  it('follows the model’s own rule', () => {
    expect(sizeWithin({ width: 1500, height: 2000 }, 1_003_520)).toEqual({ width: 840, height: 1148 });
    expect(sizeWithin({ width: 1000, height: 700 }, 1_003_520)).toBeNull();
  });
});
