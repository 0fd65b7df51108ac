/** One trace through real processes: request, page, crop, gateway, attempt, and the server is told. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stack, startStack } from '../../bench/stack.ts';
import { whitePage } from '../conformance/pages.ts';

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly service: string;
}

const servers: Server[] = [];
async function listening(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}

const spans: Span[] = [];
/** What a collector would keep of the OTLP's JSON. */
const collect: RequestListener = async (request, response) => {
  const { resourceSpans } = JSON.parse(await textOf(request));
  for (const { resource, scopeSpans } of resourceSpans) {
    const service = resource.attributes.find(({ key }: { key: string }) => key === 'service.name').value
      .stringValue;
    for (const scope of scopeSpans) for (const span of scope.spans) spans.push({ ...span, service });
  }
  response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
};

const told: (string | undefined)[] = [];
/** A recognition server that reads the same in every crop. */
const readCrop: RequestListener = async (request, response) => {
  await textOf(request);
  if (request.method === 'POST') told.push(request.headers.traceparent as string | undefined);
  const message = { role: 'assistant', content: 'a line of text' };
  const body = {
    object: 'chat.completion',
    choices: [{ index: 0, message, finish_reason: 'stop' }],
    data: [{ id: 'm' }],
  };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

describe('a traced request', () => {
  let stack: Stack;
  beforeAll(async () => {
    const tracing = { OTEL_EXPORTER_OTLP_ENDPOINT: await listening(collect) };
    const gateway = {
      ...tracing,
      VLM_BACKEND: 'openai-server',
      VLM_SERVER_URL: await listening(readCrop),
      GATEWAY_LOOP_GUARD: 'false',
    };
    stack = await startStack({ gateway, pipeline: { ...tracing, VLM_BACKEND: 'openai-server' } });
    const body = JSON.stringify({
      file: whitePage,
      fileType: 1,
      useLayoutDetection: false,
      visualize: false,
    });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${stack.pipeline.url}/layout-parsing`, { method: 'POST', headers, body });
    expect((await answer.json()) as object).toMatchObject({ errorCode: 0 });
    // The last spans are sent at the stop.
    await stack.stop();
  });
  afterAll(() => {
    for (const server of servers) server.close();
  });

  it('is one trace, each step below the one that it is part of, over both processes', () => {
    const request = spans.find(({ name }) => name === 'POST /layout-parsing');
    expect(request?.service).toBe('recto-pipeline');
    expect(request?.parentSpanId).toBeFalsy();
    const path = ['recognise page', 'read crop', 'POST /v1/chat/completions', 'attempt'];
    let parent = request;
    for (const name of path) {
      const span = spans.find((other) => other.name === name && other.parentSpanId === parent?.spanId);
      expect(span, `${name} below ${parent?.name}`).toBeDefined();
      expect(span?.traceId).toBe(request?.traceId);
      parent = span;
    }
    expect(parent?.service).toBe('recto-gateway');
    expect(told.filter(Boolean)).toContain(`00-${parent?.traceId}-${parent?.spanId}-01`);
  });
});
