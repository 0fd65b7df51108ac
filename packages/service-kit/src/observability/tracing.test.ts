import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace';
import { RectoError } from '@recto/contracts';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, readVariables } from '../config/environment.ts';
import { tracingOptions, tracingVariables } from '../config/tracing-variables.ts';
import { requestId } from '../http/middleware.ts';
import { inCallSpan, inSpan, traceHeaders, traceRequests } from './tracing.ts';
import { startTracing } from './tracing-export.ts';

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('without an address', () => {
  it('nothing is traced and nothing is sent', async () => {
    const stop = await startTracing({ service: 'x', endpoint: null, sampleRatio: 1 });
    expect(await inSpan('work', {}, async () => traceHeaders())).toEqual({});
    await stop();
  });
});

describe('with one', () => {
  let exporter: InMemorySpanExporter;
  let stop: () => Promise<void>;
  let server: Server | undefined;
  const start = async (sampleRatio: number) => {
    exporter = new InMemorySpanExporter();
    stop = await startTracing({ service: 'x', endpoint: 'http://collector', sampleRatio }, () => exporter);
  };
  const spans = () => exporter.getFinishedSpans();
  beforeEach(() => start(1));
  afterEach(async () => {
    server?.closeAllConnections();
    server?.close();
    await stop();
  });

  it('spans lie in each other, across awaits, and the next process is told', async () => {
    const headers = await inSpan('outer', {}, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return inCallSpan('inner', { 'recto.task': 'table' }, async () => traceHeaders());
    });
    const [inner, outer] = spans();
    expect([inner?.name, outer?.name]).toEqual(['inner', 'outer']);
    expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
    expect(inner?.attributes).toEqual({ 'recto.task': 'table' });
    expect(headers.traceparent).toBe(`00-${inner?.spanContext().traceId}-${inner?.spanContext().spanId}-01`);
    expect(outer?.resource.attributes['service.name']).toBe('recto-x');
  });

  it('failures are told by their code, not by their words', async () => {
    const work = async () => {
      throw new RectoError('vlm.timeout', { message: 'the secret of page 3' });
    };
    await expect(inSpan('work', {}, work)).rejects.toThrow('secret');
    expect(spans()[0]?.status).toMatchObject({ message: 'vlm.timeout' });
    expect(JSON.stringify([spans()[0]?.status, spans()[0]?.events, spans()[0]?.attributes])).not.toContain(
      'secret',
    );
  });

  async function ask(path: string, headers: Record<string, string> = {}): Promise<string> {
    const app = express();
    app.use(requestId, traceRequests);
    app.get(['/things/:id', '/health'], async (_req, res) => {
      await inSpan('work', {}, async () => res.json(traceHeaders()));
    });
    server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server?.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    return (await fetch(`http://127.0.0.1:${port}${path}`, { headers })).text();
  }

  it('a request goes on with the trace of its caller, under the name of its route', async () => {
    await ask('/things/my-secret-name', { traceparent });
    await expect.poll(() => spans().length).toBe(2);
    const work = spans().find(({ name }) => name === 'work');
    const request = spans().find(({ name }) => name !== 'work');
    expect(request?.spanContext().traceId).toBe('0af7651916cd43dd8448eb211c80319c');
    expect(request?.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
    expect(work?.parentSpanContext?.spanId).toBe(request?.spanContext().spanId);
    expect(request?.name).not.toContain('secret');
    expect(request?.attributes).toMatchObject({ 'http.response.status_code': 200 });
  });

  it('what machines ask every few seconds is left out', async () => {
    await ask('/health');
    expect(spans().filter(({ name }) => name !== 'work')).toEqual([]);
  });

  it('the share of requests is kept, unless the caller has decided', async () => {
    await stop();
    await start(0);
    await inSpan('work', {}, async () => {});
    expect(spans()).toEqual([]);
    await ask('/things/1', { traceparent });
    await expect.poll(() => spans().length).toBe(2);
  });
});

describe('the variables', () => {
  it('have the names of OpenTelemetry', () => {
    const read = (environment: Record<string, string>) =>
      tracingOptions('x', readVariables(tracingVariables, environment));
    expect(read({})).toEqual({ service: 'x', endpoint: null, sampleRatio: 1 });
    expect(read({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_TRACES_SAMPLER_ARG: '0.05' })).toEqual({
      service: 'x',
      endpoint: 'http://c:4318',
      sampleRatio: 0.05,
    });
    for (const bad of ['2', '-1', 'half', '1.5'])
      expect(() => read({ OTEL_TRACES_SAMPLER_ARG: bad })).toThrow(ConfigError);
  });
});
