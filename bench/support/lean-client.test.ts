import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { asFastAsAnswered, atFixedRate } from './lean-client.ts';

let close = () => {};
afterEach(() => close());

const serve = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener);
  close = () => {
    server.close();
    server.closeAllConnections();
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
};

let count = 0;
const body = () => {
  count += 1;
  return [Buffer.from('{"n":'), Buffer.from(`${count}}`)];
};

describe('lean client', () => {
  it('sends each call once, whole, and reads its answer to the end', async () => {
    const asked: string[] = [];
    const url = await serve((request, response) => {
      let text = '';
      request.on('data', (piece) => {
        text += piece;
      });
      request.on('end', () => {
        asked.push(`${request.url} ${text}`);
        response.setHeader('content-length', 200_003).write('abc');
        setTimeout(() => response.end('x'.repeat(200_000)), 1);
      });
    });
    const { latencies } = await asFastAsAnswered({ url, body }, { lanes: 3, ms: 60_000, calls: 9 });
    expect(latencies.length).toBe(asked.length);
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked.every((text) => /^\/v1\/chat\/completions \{"n":\d+\}$/.test(text))).toBe(true);
  });

  it('rejects with what the server said instead of 200', async () => {
    const url = await serve((_request, response) => response.writeHead(503).end('busy'));
    await expect(asFastAsAnswered({ url, body }, { lanes: 1, ms: 1000 })).rejects.toThrow('503');
  });

  it('counts time from when a call was due: a server that stalls pays for all that it holds up', async () => {
    const held: (() => void)[] = [];
    const url = await serve((request, response) => {
      request.resume().on('end', () => {
        held.push(() => response.setHeader('content-length', 2).end('{}'));
        if (held.length === 20) for (const answer of held) answer();
      });
    });
    const { latencies } = await atFixedRate({ url, body }, { perSecond: 200, ms: 100 });
    expect(latencies.length).toBe(20);
    expect(Math.max(...latencies)).toBeGreaterThan(90);
  });
});
