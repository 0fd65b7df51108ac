/** A whole gateway within the test's process, and small servers for it to talk to. Everything is closed after each test. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogger, createMetrics } from '@recto/service-kit';
import { afterEach, expect } from 'vitest';
import type { Backend } from '../backends/backend.ts';
import { createNativeBackend } from '../backends/native/native-backend.ts';
import { readGatewayConfig } from '../config/gateway-config.ts';
import { createGateway, type Gateway } from '../gateway.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

export async function listen(handler: RequestListener): Promise<string> {
  const server = createServer(handler).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export interface Question {
  readonly body: Record<string, unknown>;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** A server that is healthy, and answers chat completions as told. */
export const upstream = (answer: (question: Question) => void): Promise<string> =>
  listen(async (request, response) => {
    if (request.method === 'GET') {
      response.setHeader('content-type', 'application/json').end('{"data":[{"id":"served"}]}');
      return;
    }
    const pieces: Buffer[] = [];
    try {
      for await (const piece of request) pieces.push(piece as Buffer);
    } catch {
      return;
    }
    answer({ body: JSON.parse(Buffer.concat(pieces).toString()), request, response });
  });

export const completionOf = (content: string): string =>
  JSON.stringify({
    id: 'x',
    object: 'chat.completion',
    created: 0,
    model: 'served',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop', logprobs: null }],
  });

export const eventsOf = (content: string): string => {
  const chunk = (delta: object, finish_reason: string | null) =>
    `data: ${JSON.stringify({
      id: 'x',
      object: 'chat.completion.chunk',
      created: 0,
      model: 'served',
      choices: [{ index: 0, delta, finish_reason, logprobs: null }],
    })}\n\n`;
  return `${chunk({ role: 'assistant', content }, null)}${chunk({}, 'stop')}data: [DONE]\n\n`;
};

/** As a stream where it is asked for: the guards ask for one whatever the caller wants. */
export const reply = ({ body, response }: Question, content: string): void => {
  const isStream = body.stream === true;
  response.setHeader('content-type', isStream ? 'text/event-stream' : 'application/json');
  response.end(isStream ? eventsOf(content) : completionOf(content));
};

interface AnswerBody {
  readonly choices: readonly {
    readonly message?: { content: string };
    readonly delta?: { content?: string };
  }[];
}

/** What an answer says, or its status where it failed. */
export async function contentOf(answer: Response): Promise<string> {
  const text = await answer.text();
  if (!answer.ok) return String(answer.status);
  if (!text.startsWith('data:')) return (JSON.parse(text) as AnswerBody).choices[0]?.message?.content ?? '';
  const events = text.split('\n\n').map((event) => event.replace(/^data: /, ''));
  const chunks = events
    .filter((event) => event.startsWith('{'))
    .map((event) => JSON.parse(event) as AnswerBody);
  return chunks.map(({ choices }) => choices[0]?.delta?.content ?? '').join('');
}

const engine = {
  concurrency: 1,
  read: async ({ prompt, image }: { prompt: string; image: Uint8Array }) => ({
    text: `${prompt} ${image.length}`,
    confidence: 0.9,
    lowest: 0.8,
    words: 2,
  }),
  ready: async () => {},
  close: async () => {},
};

/** @param variables as in the environment. Resolves when every replica has been probed. */
export async function startGateway(
  variables: Record<string, string> = {},
  createNative: () => Backend = () => createNativeBackend(engine),
): Promise<Gateway & { url: string }> {
  const gateway = createGateway({
    // Tests ask one question many times, and count the calls.
    config: readGatewayConfig({
      GATEWAY_OUTAGE_WAIT_MS: '0',
      GATEWAY_SINGLE_FLIGHT: 'false',
      ...variables,
    }),
    createNative,
    lifecycle: { draining: false },
    logger: createLogger({ service: 'gateway', level: 'silent' }),
    metrics: createMetrics(),
  });
  closers.push(gateway.close);
  await gateway.fleet.start();
  return { ...gateway, url: await listen(gateway.app) };
}

/** Waits as long as a busy machine may need; what never comes is a failure all the same. */
export const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 30_000 });

export const tinyImage = `data:image/png;base64,${Buffer.alloc(3000).toString('base64')}`;

export const question = (url = tinyImage) => ({
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

export const ask = (
  url: string,
  body: unknown = question(),
  init: { headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<Response> =>
  fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: init.headers ?? {},
    signal: init.signal ?? null,
  });
