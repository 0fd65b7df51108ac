/** What holds of the gateway before a real server. Each throws where it does not. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import OpenAI, { APIError } from 'openai';
import type { RunningService } from '../../bench/stack.ts';
import { type RealServer, type RunningServer, startServer } from './servers.ts';
import { contextLength } from './workshop.ts';

export interface Scene {
  readonly server: RealServer;
  readonly port: number;
  running: RunningServer;
  readonly gateway: RunningService;
  readonly adminKey: string;
  /** Data URI of a small picture. */
  readonly image: string;
  /** Python with the `openai` package. */
  readonly python: string;
}

interface ReplicaState {
  readonly health: string;
  readonly serving: boolean;
  readonly running: number;
  readonly foreignLoad: number;
}

const patienceMs = 120_000;

export async function replicaOf({ gateway, adminKey }: Scene): Promise<ReplicaState> {
  const answer = await fetch(`${gateway.url}/admin/backends`, {
    headers: { authorization: `Bearer ${adminKey}` },
  });
  const { pools } = (await answer.json()) as { pools: { replicas: ReplicaState[] }[] };
  return pools[0]?.replicas[0] as ReplicaState;
}

export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!(await holds())) {
    assert.ok(performance.now() < end, `never: ${what}`);
    await sleep(10);
  }
}

const client = ({ gateway }: Scene) =>
  new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'caller', maxRetries: 0 });

const messagesOf = (image: string, text = 'OCR:') => [
  {
    role: 'user' as const,
    content: [
      { type: 'image_url' as const, image_url: { url: image } },
      { type: 'text' as const, text },
    ],
  },
];

const bodyOf = (scene: Scene, more: object = {}) => ({
  model: 'whatever',
  messages: messagesOf(scene.image),
  max_completion_tokens: 12,
  temperature: 0,
  skip_special_tokens: true,
  mm_processor_kwargs: { min_pixels: 3136, max_pixels: 100_000 },
  ...more,
});

const ask = (scene: Scene, more: object = {}, signal?: AbortSignal) =>
  client(scene).chat.completions.create({ ...bodyOf(scene, more), stream: false } as never, {
    signal,
  }) as Promise<OpenAI.ChatCompletion>;

const failureOf = async (call: Promise<unknown>): Promise<APIError> => {
  const failure: unknown = await call.catch((error: unknown) => error);
  assert.ok(failure instanceof APIError, `no failure but ${JSON.stringify(failure)}`);
  return failure;
};

/** Another client of the server, which asks it one thing after the other until the signal fires. */
async function foreignClient({ running, server, image }: Scene, signal: AbortSignal): Promise<void> {
  const body = { model: server.model, messages: messagesOf(image), max_tokens: 600, temperature: 1 };
  while (!signal.aborted) {
    await fetch(`${running.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal,
    }).then(
      (answer) => answer.text().catch(() => ''),
      () => sleep(20),
    );
  }
}

type Check = (scene: Scene) => Promise<void>;

export const checks: Readonly<Record<string, Check>> = {
  'a picture is read, with usage': async (scene) => {
    const { choices, usage } = await ask(scene);
    assert.ok((choices[0]?.message.content ?? '').length > 0);
    assert.equal(choices[0]?.finish_reason, 'length');
    assert.equal(usage?.completion_tokens, 12);
  },
  'a stream says the same': async (scene) => {
    const whole = await ask(scene);
    const stream = await client(scene).chat.completions.create({ ...bodyOf(scene), stream: true } as never);
    let text = '';
    for await (const chunk of stream as unknown as AsyncIterable<OpenAI.ChatCompletionChunk>)
      text += chunk.choices[0]?.delta.content ?? '';
    assert.equal(text, whole.choices[0]?.message.content);
  },
  'the penalty reaches the server under its own name': async (scene) => {
    const [plain, punished] = await Promise.all([
      ask(scene, { max_completion_tokens: 40 }),
      ask(scene, { max_completion_tokens: 40, repetition_penalty: 1.9 }),
    ]);
    assert.notEqual(punished.choices[0]?.message.content, plain.choices[0]?.message.content);
  },
  'what is too long is the caller’s to mend': async (scene) => {
    if (!scene.server.refusesOverflow) return;
    const failure = await failureOf(
      ask(scene, { messages: messagesOf(scene.image, 'too long '.repeat(contextLength / 8)) }),
    );
    assert.deepEqual([failure.status, failure.code], [400, 'backend.context_overflow']);
    assert.ok((await replicaOf(scene)).serving);
  },
  'a picture that is none fails, and costs the server nothing': async (scene) => {
    const broken = `data:image/jpeg;base64,${Buffer.from([0xff, 0xd8, 0xff, 0xe0, ...Array.from({ length: 200 }, (_, i) => i)]).toString('base64')}`;
    const failure = await failureOf(ask(scene, { messages: messagesOf(broken) }));
    assert.ok([400, 502].includes(failure.status ?? 0), `status ${failure.status}`);
    assert.doesNotMatch(failure.message, /127\.0\.0\.1|\/home|\/root|Traceback/);
    await ask(scene);
  },
  'a caller that leaves': async (scene) => {
    const leaving = new AbortController();
    const call = ask(scene, { max_completion_tokens: 3_500, temperature: 1 }, leaving.signal).catch(
      () => null,
    );
    await until('the call runs', async () => (await replicaOf(scene)).running === 1);
    leaving.abort();
    await call;
    await until('its place is free', async () => (await replicaOf(scene)).running === 0);
    // What stops there leaves the next call the whole server; what does not is finished first. Both are answered.
    await ask(scene);
  },
  'calls of others are seen': async (scene) => {
    const done = new AbortController();
    const foreign = Array.from({ length: 6 }, () => foreignClient(scene, done.signal));
    await until('others’ load shows', async () => (await replicaOf(scene)).foreignLoad > 0);
    done.abort();
    await Promise.all(foreign);
  },
  'OpenAI’s Python client': async (scene) => {
    const { stdout } = await promisify(execFile)(
      scene.python,
      [fileURLToPath(new URL('openai_client.py', import.meta.url))],
      {
        env: { ...process.env, GATEWAY_URL: scene.gateway.url, MODEL: 'whatever', IMAGE: scene.image },
      },
    );
    const got = JSON.parse(stdout) as {
      whole: string;
      streamed: string;
      tokens: number;
      finish: string;
      models: string[];
    };
    assert.equal(got.streamed, got.whole);
    assert.deepEqual([got.tokens, got.finish], [8, 'length']);
    assert.ok(got.models.length > 0);
  },
  'a server that is killed and comes back': async (scene) => {
    await scene.running.kill();
    await until('it is left out', async () => !(await replicaOf(scene)).serving);
    const failure = await failureOf(ask(scene));
    assert.equal(failure.status, 503);
    scene.running = startServer(scene.server, scene.port);
    await until('it serves again', async () => (await replicaOf(scene)).serving);
    await ask(scene);
  },
};
