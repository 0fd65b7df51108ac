import express from 'express';
import { describe, expect, it } from 'vitest';
import { errorResponse } from './http/error-response.ts';
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

  it('keeps idle connections longer than the proxies before it', async () => {
    const lifecycle = createLifecycle({ logger, drainMs: 0 });
    const app = express().get('/', (_req, res) => void res.end());
    const { port } = await lifecycle.listen(app, { host: '127.0.0.1', port: 0 });
    const response = await fetch(`http://127.0.0.1:${port}/`);
    expect(response.headers.get('keep-alive')).toBe('timeout=75');
    await lifecycle.stop();
  });
});
