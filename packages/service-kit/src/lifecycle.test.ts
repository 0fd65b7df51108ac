import express from 'express';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { errorResponse } from './http/error-response.ts';
import { requestSignal } from './http/request-signal.ts';
import { createLifecycle, refuseWhileDraining } from './lifecycle.ts';
import { createLogger } from './observability/logger.ts';

const logger = createLogger({ service: 'test', level: 'silent' });

describe('lifecycle', () => {
  it('finishes running requests, refuses new ones, then closes resources last opened first', async () => {
    const lifecycle = createLifecycle({ logger, drainMs: 10_000 });
    const order: string[] = [];
    let answer: () => void = () => {};
    let arrived: () => void = () => {};
    const running = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    lifecycle.onClose(() => {
      order.push('resource');
    });
    const app = express();
    app.use(refuseWhileDraining(lifecycle));
    app.get('/', (_req, res) => {
      answer = () => res.end('done');
      arrived();
    });
    app.use(errorResponse('envelope', logger));
    const { port } = await lifecycle.listen(app, { host: '127.0.0.1', port: 0 });
    const response = fetch(`http://127.0.0.1:${port}/`).then((r) => r.text());
    await running;
    const stopped = lifecycle.stop();
    expect(lifecycle.draining).toBe(true);
    const newcomer = await fetch(`http://127.0.0.1:${port}/`);
    expect([newcomer.status, newcomer.headers.get('retry-after')]).toEqual([503, '5']);
    answer();
    expect(await response).toBe('done');
    await stopped;
    expect(order).toEqual(['resource']);
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  });

  it('gives up what still runs when the time is over, and says so', async () => {
    const lifecycle = createLifecycle({ logger, drainMs: 0 });
    const arrived = Promise.withResolvers<void>();
    const app = express();
    app.get('/', async (_req, res) => {
      const signal = requestSignal(res);
      arrived.resolve();
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    app.use(errorResponse('envelope', logger));
    const { port } = await lifecycle.listen(app, { host: '127.0.0.1', port: 0 });
    const response = fetch(`http://127.0.0.1:${port}/`);
    await arrived.promise;
    await lifecycle.stop();
    const { status, headers } = await response;
    expect([status, headers.get('x-recto-error-code'), headers.get('retry-after')]).toEqual([
      503,
      'server.draining',
      '5',
    ]);
  });

  it('says in words why it cannot listen', async () => {
    const [first, second] = [0, 0].map((drainMs) => createLifecycle({ logger, drainMs }));
    const { port } = await first!.listen(express(), { host: '127.0.0.1', port: 0 });
    const variables = { host: 'HOST', port: 'PORT' };
    const listen = (address: object) =>
      second!.listen(express(), { host: '127.0.0.1', port, variables, ...address });
    await expect(listen({})).rejects.toThrow(`PORT: ${port} is in use on 127.0.0.1; does Recto run already?`);
    await expect(listen({ host: '192.0.2.1' })).rejects.toThrow(
      'HOST: 192.0.2.1 is no address of this machine',
    );
    await first!.stop();
  });

  it('keeps idle connections longer than the proxies before it', async () => {
    const lifecycle = createLifecycle({ logger, drainMs: 0 });
    const app = express().get('/', (_req, res) => void res.end());
    const { port } = await lifecycle.listen(app, { host: '127.0.0.1', port: 0 });
    const response = await fetch(`http://127.0.0.1:${port}/`);
    expect(response.headers.get('keep-alive')).toBe('timeout=75');
    await lifecycle.stop();
  });
});

describe('signals', () => {
  afterEach(() => vi.restoreAllMocks());

  it('that come together are one stop; a later one quits at once', async () => {
    const exits: number[] = [];
    const lifecycle = createLifecycle({ logger, drainMs: 0, exit: (code) => exits.push(code) });
    const closing = Promise.withResolvers<void>();
    lifecycle.onClose(() => closing.promise);
    await lifecycle.listen(express(), { host: '127.0.0.1', port: 0 });
    const onSignal = process.listeners('SIGTERM').at(-1);
    const now = vi.spyOn(performance, 'now').mockReturnValue(10_000);
    const signalAt = (ms: number) => {
      now.mockReturnValue(ms);
      onSignal?.('SIGTERM');
    };
    signalAt(10_000);
    signalAt(10_300);
    expect([lifecycle.draining, exits]).toEqual([true, []]);
    signalAt(11_001);
    expect(exits).toEqual([1]);
    closing.resolve();
    await vi.waitFor(() => expect(exits).toEqual([1, 0]));
  });
});
