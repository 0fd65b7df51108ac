import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KnownModel } from '@recto/vision';
import { afterEach, describe, expect, it } from 'vitest';
import type { Patience } from './download.ts';
import {
  type Answer,
  breakingOff,
  plain,
  redirecting,
  serveFile,
  stalling,
  whole,
} from './file-server.fixture.ts';
import { createModelStore } from './model-store.ts';
import { type PullOptions, pull } from './pull.ts';

const content = randomBytes(1_000_000);
const other = randomBytes(content.length);
const directories: string[] = [];
const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

const model = (...urls: string[]): KnownModel => ({
  name: 'test-model',
  role: 'layout',
  licence: 'Apache-2.0',
  refine: false,
  source: {
    urls,
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
    confirmed: true,
    evidence: '',
  },
});

async function server(...answers: [Answer, ...Answer[]]) {
  const running = await serveFile(...answers);
  closers.push(running.close);
  return running;
}

function place() {
  const directory = mkdtempSync(join(tmpdir(), 'recto-models-'));
  directories.push(directory);
  const store = createModelStore(directory);
  const patience: Patience = { stallMs: 60_000, retryMs: 1, fruitlessAttempts: 3, attempts: 20 };
  return {
    store,
    get: (known: KnownModel, options: Partial<PullOptions> = {}) =>
      pull(known, { store, from: undefined, patience, signal: new AbortController().signal, ...options }),
    installed: () => readFileSync(join(directory, 'test-model.onnx')),
    files: () => readdirSync(directory),
    gathering: () => readdirSync(join(directory, '.partial')),
  };
}

describe('pull', () => {
  it('installs a file whose sum is right and leaves nothing beside it', async () => {
    const { url } = await server(whole(content));
    const here = place();
    const seen: number[] = [];
    await here.get(model(url), { onProgress: (bytes) => seen.push(bytes) });
    expect(here.installed().equals(content)).toBe(true);
    expect(seen.at(-1)).toBe(content.length);
    expect(here.gathering()).toEqual([]);
  });

  it('goes on where the server broke off', async () => {
    const { url, requests } = await server(breakingOff(content, 700_000), whole(content));
    const here = place();
    await here.get(model(url));
    expect(here.installed().equals(content)).toBe(true);
    const offset = Number(requests[1]?.range?.match(/bytes=(\d+)-/)?.[1]);
    expect(offset).toBeGreaterThan(0);
    expect(offset).toBeLessThanOrEqual(700_000);
    expect(requests[1]?.['if-range']).toBe('"v1"');
  });

  it('goes on in a later process', async () => {
    const broken = await server(breakingOff(content, 700_000), (_req, res) => res.destroy());
    const here = place();
    await expect(here.get(model(broken.url))).rejects.toMatchObject({ exitCode: 1 });
    const good = await server(whole(content));
    await here.get(model(good.url));
    expect(good.requests[0]?.range).toMatch(/^bytes=\d+-$/);
    expect(here.installed().equals(content)).toBe(true);
  });

  it('starts again when the file has changed in between', async () => {
    const { url, requests } = await server(breakingOff(other, 700_000, '"old"'), whole(content, '"new"'));
    const here = place();
    await here.get(model(url));
    expect(requests[1]?.['if-range']).toBe('"old"');
    expect(here.installed().equals(content)).toBe(true);
  });

  it('starts again when a server that knows no versions gave pieces of two files', async () => {
    const rest: Answer = (request, response) => {
      const start = Number(request.headers.range?.match(/\d+/)?.[0] ?? 0);
      const range = start > 0 && {
        'content-range': `bytes ${start}-${content.length - 1}/${content.length}`,
      };
      response.writeHead(start > 0 ? 206 : 200, { ...range }).end(content.subarray(start));
    };
    const broken = await server(
      (_req, res) => {
        res.writeHead(200, { 'content-length': other.length });
        res.write(other.subarray(0, 700_000), () => res.destroy());
      },
      (_req, res) => res.destroy(),
    );
    const here = place();
    await expect(here.get(model(broken.url))).rejects.toMatchObject({ exitCode: 1 });
    const { url, requests } = await server(rest);
    await here.get(model(url));
    expect(requests.map(({ range }) => range === undefined)).toEqual([false, true]);
    expect(here.installed().equals(content)).toBe(true);
  });

  it('takes the whole file from a server that ignores ranges', async () => {
    const { url } = await server(breakingOff(content, 700_000), plain(content));
    const here = place();
    await here.get(model(url));
    expect(here.installed().equals(content)).toBe(true);
  });

  it('hangs up on a server that stalls, and goes on', async () => {
    const { url, requests } = await server(stalling(content, 500_000), whole(content));
    const here = place();
    const patience: Patience = { stallMs: 300, retryMs: 1, fruitlessAttempts: 3, attempts: 20 };
    await here.get(model(url), { patience });
    expect(requests.length).toBeGreaterThan(1);
    expect(here.installed().equals(content)).toBe(true);
  });

  it('follows redirects, and not for ever', async () => {
    const { url } = await server(whole(content));
    const moved = await server(redirecting(url));
    const here = place();
    await here.get(model(moved.url));
    expect(here.installed().equals(content)).toBe(true);
    const circle = await server(redirecting('/again'));
    await expect(place().get(model(circle.url))).rejects.toMatchObject({
      message: expect.stringContaining('redirects'),
    });
    const elsewhere = await server(redirecting('file:///etc/passwd'));
    await expect(place().get(model(elsewhere.url))).rejects.toMatchObject({ exitCode: 1 });
    expect(elsewhere.requests).toHaveLength(1);
  });

  it('waits for a server that is busy', async () => {
    const { url, requests } = await server(plain(Buffer.alloc(0), {}, 503), whole(content));
    const here = place();
    await here.get(model(url));
    expect(requests).toHaveLength(2);
  });

  it.each<[string, Answer, number]>([
    ['has other bytes', plain(other), 3],
    ['announces fewer bytes', plain(content.subarray(1)), 3],
    ['announces more bytes', plain(Buffer.concat([content, content])), 3],
    [
      'sends more than it announces',
      (_req, res) => {
        res.writeHead(200, { 'transfer-encoding': 'chunked' });
        res.write(content);
        res.end(content);
      },
      3,
    ],
    [
      'sends less than it announces',
      (_req, res) => {
        res.writeHead(200, { 'content-length': content.length }).flushHeaders();
        res.destroy();
      },
      1,
    ],
    ['has no such file', plain(Buffer.from('no'), {}, 404), 1],
    ['answers with a web page', plain(Buffer.from('<html>log in</html>')), 3],
    ['compresses', plain(content, { 'content-encoding': 'gzip' }), 1],
  ])('does not install from a server that %s', async (_name, answer, exitCode) => {
    const { url } = await server(answer);
    const here = place();
    await expect(here.get(model(url))).rejects.toMatchObject({ name: 'Failure', exitCode });
    expect(here.files()).toEqual(['.partial']);
  });

  it('does not go on with another part of the file than it asked for', async () => {
    const { url } = await server(breakingOff(content, 700_000), (_req, res) => {
      res
        .writeHead(206, { 'content-range': `bytes 5-9/${content.length}`, 'content-length': 5 })
        .end('abcde');
    });
    await expect(place().get(model(url))).rejects.toMatchObject({ exitCode: 1 });
  });

  it('tries the next address, and says why it gave one up', async () => {
    const bad = await server(plain(other));
    const good = await server(whole(content));
    const here = place();
    const given: string[] = [];
    await here.get(model(bad.url, good.url), { onGivenUp: (url, reason) => given.push(`${url} ${reason}`) });
    expect(here.installed().equals(content)).toBe(true);
    expect(given).toEqual([expect.stringMatching(/other bytes \(sha256 [0-9a-f]{64}\)$/)]);
  });

  it('believes a mirror of the operator by its sum only', async () => {
    const mirror = await server(whole(content));
    const here = place();
    await here.get(model('http://127.0.0.1:1/'), { from: mirror.url });
    expect(here.installed().equals(content)).toBe(true);
    const lying = await server(plain(other));
    await expect(place().get(model('http://127.0.0.1:1/'), { from: lying.url })).rejects.toMatchObject({
      exitCode: 3,
    });
  });

  it('stops when it is told to, and keeps what is here', async () => {
    const stop = new AbortController();
    const { url } = await server(stalling(content, 500_000));
    const here = place();
    const options = { signal: stop.signal, onProgress: () => stop.abort() };
    await expect(here.get(model(url), options)).rejects.toMatchObject({ name: 'AbortError' });
    expect(here.gathering().some((name) => name.endsWith('.onnx'))).toBe(true);
  });

  it('is done by one process at a time', async () => {
    const here = place();
    const { url } = await server(stalling(content, 500_000));
    const stop = new AbortController();
    const begun = Promise.withResolvers<void>();
    const first = here.get(model(url), { signal: stop.signal, onProgress: () => begun.resolve() });
    await begun.promise;
    await expect(here.get(model(url))).rejects.toMatchObject({ exitCode: 1 });
    stop.abort();
    await expect(first).rejects.toThrow();
  });
});
