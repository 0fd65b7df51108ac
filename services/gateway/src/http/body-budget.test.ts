import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { ask, eventually, question, startGateway } from '../test-support/gateway.ts';
import { createBodyBudget } from './body-budget.ts';

describe('the budget for bodies', () => {
  it('is one for all calls, and given back once', () => {
    const budget = createBodyBudget(100);
    const [first, second] = [budget.open(), budget.open()];
    first.take(60);
    second.take(40);
    expect(() => second.take(1)).toThrow(
      expect.objectContaining({ code: 'server.busy', retryAfterSeconds: 2 }),
    );
    first.giveBack();
    first.giveBack();
    second.take(60);
    expect(() => first.take(1)).toThrow();
  });

  it('refuses a body early while others fill the memory, and takes it when they are gone', async () => {
    const { url } = await startGateway({ GATEWAY_BODY_BYTES_IN_FLIGHT: '10000' });
    const slow = request(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-length': 9000 },
    }).on('error', () => {});
    slow.flushHeaders();
    slow.write('{');
    await eventually(async () => (await ask(url)).status).toBe(429);
    slow.destroy();
    await eventually(async () => (await ask(url, question())).status).toBe(200);
  });
});
