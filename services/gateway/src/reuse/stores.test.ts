/** One suite over both stores. Redis is played by a few lines that speak its protocol. */

import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { AnswerStore } from './answer-store.ts';
import { createMemoryStore } from './memory-store.ts';
import { createRedisStore } from './redis-store.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** GET and SET … PX of RESP; everything else is OK. */
async function miniRedis(): Promise<{ url: string; stop: () => void }> {
  const values = new Map<string, { value: Buffer; until: number }>();
  const sockets = new Set<Socket>();
  const run = ([name, key = '', value = '', , ttl]: string[]): Buffer => {
    if (name?.toUpperCase() === 'SET') {
      values.set(key, { value: Buffer.from(value, 'latin1'), until: performance.now() + Number(ttl) });
      return Buffer.from('+OK\r\n');
    }
    if (name?.toUpperCase() !== 'GET')
      return Buffer.from(name?.toUpperCase() === 'INFO' ? '$0\r\n\r\n' : '+OK\r\n');
    const entry = values.get(key);
    if (entry === undefined || entry.until < performance.now()) return Buffer.from('$-1\r\n');
    return Buffer.concat([Buffer.from(`$${entry.value.length}\r\n`), entry.value, Buffer.from('\r\n')]);
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    let text = '';
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      for (let command = takeCommand(text); command !== null; command = takeCommand(text)) {
        text = text.slice(command.length);
        socket.write(run(command.words));
      }
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const stop = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}

function takeCommand(text: string): { words: string[]; length: number } | null {
  const head = /^\*(\d+)\r\n/.exec(text);
  if (head === null) return null;
  let at = head[0].length;
  const words: string[] = [];
  for (let i = 0; i < Number(head[1]); i += 1) {
    const size = /^\$(\d+)\r\n/.exec(text.slice(at));
    if (size === null || text.length < at + size[0].length + Number(size[1]) + 2) return null;
    at += size[0].length;
    words.push(text.slice(at, at + Number(size[1])));
    at += Number(size[1]) + 2;
  }
  return { words, length: at };
}

const quiet = { warn: () => {}, info: () => {} };

const kinds: Record<string, (ttlMs: number) => Promise<AnswerStore>> = {
  memory: async (ttlMs) => createMemoryStore({ maxBytes: 1e6, ttlMs, now: () => performance.now() }),
  redis: async (ttlMs) => {
    const { url, stop } = await miniRedis();
    closers.push(stop);
    return createRedisStore({
      url,
      prefix: `t${Math.random()}:`,
      ttlMs,
      logger: quiet,
    });
  },
};

describe.each(Object.entries(kinds))('a store in %s', (_, create) => {
  const open = async (ttlMs = 60_000) => {
    const store = await create(ttlMs);
    closers.push(() => store.close());
    return store;
  };
  /** A connection may take a moment; a store without one knows nothing. */
  const kept = async (store: AnswerStore, key: string, answer: Buffer) => {
    await expect
      .poll(async () => {
        await store.set(key, answer);
        return store.get(key);
      })
      .toEqual(answer);
  };

  it('gives back the bytes it got, and nothing else', async () => {
    const store = await open();
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    await kept(store, 'a', bytes);
    await kept(store, 'b', Buffer.from('{"漢":1}'));
    expect(await store.get('a')).toEqual(bytes);
    expect(await store.get('c')).toBeNull();
    await store.set('a', Buffer.from('new'));
    expect((await store.get('a'))?.toString()).toBe('new');
  });

  it('forgets in time', async () => {
    const store = await open(300);
    await kept(store, 'a', Buffer.from('x'));
    await expect.poll(() => store.get('a')).toBeNull();
  });
});

describe('a store in memory', () => {
  it('holds no more bytes than it may, and lets go of what was used longest ago', async () => {
    const store = createMemoryStore({ maxBytes: 10_000, ttlMs: 1e6, now: () => 0 });
    for (const key of ['a', 'b', 'c']) await store.set(key, Buffer.alloc(2_800));
    await store.get('a');
    await store.set('d', Buffer.alloc(2_800));
    expect(
      await Promise.all(['a', 'b', 'c', 'd'].map(async (key) => (await store.get(key)) !== null)),
    ).toEqual([true, false, true, true]);
    await store.set('huge', Buffer.alloc(20_000));
    expect([await store.get('huge'), store.entries]).toEqual([null, 3]);
    for (let i = 0; i < 1_000; i += 1) await store.set(`k${i}`, Buffer.alloc(i % 300));
    expect(store.bytes).toBeLessThanOrEqual(10_000);
    await store.close();
    expect([store.bytes, store.entries]).toEqual([0, 0]);
  });
});

describe('a store in Redis', () => {
  it('knows nothing while the server is away, says so once, and fails no call', async () => {
    const { url, stop } = await miniRedis();
    const words: string[] = [];
    const logger = { warn: (_: unknown, text?: string) => words.push(text ?? ''), info: () => {} };
    const store = createRedisStore({ url, prefix: '', ttlMs: 1_000, logger });
    closers.push(() => store.close());
    stop();
    await expect.poll(() => words.length).toBe(1);
    await store.set('a', Buffer.from('x'));
    expect(await store.get('a')).toBeNull();
  });
});
