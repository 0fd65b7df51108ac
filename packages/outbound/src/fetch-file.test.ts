import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { RectoError } from '@recto/contracts';
import { afterEach, describe, expect, it } from 'vitest';
import { createFetcher, type FetchLimits } from './fetch-file.ts';
import { createOutbound } from './outbound.ts';
import { createVetUrl, type VetUrl } from './vet-url.ts';

const servers: { close(): unknown; closeAllConnections?(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections?.();
    server.close();
  }
});

const serve = async (listener: RequestListener, host = '127.0.0.1', port = 0): Promise<number> => {
  const server: Server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  return (server.address() as AddressInfo).port;
};

const limits = (some: Partial<FetchLimits> = {}): FetchLimits => ({
  maxBytes: 1_000_000,
  timeoutMs: 20_000,
  minBytesPerSecond: 1000,
  signal: new AbortController().signal,
  ...some,
});

/** Local servers count as private, so the fetcher under test may reach those. */
const outbound = createOutbound({
  allowPrivate: true,
  allowHosts: null,
  denyHosts: [],
  maxRedirects: 3,
  paceWindowMs: 200,
});

const fetchFrom = async (listener: RequestListener, some: Partial<FetchLimits> = {}, path = '/a.pdf') =>
  outbound.fetchFile(`http://127.0.0.1:${await serve(listener)}${path}`, limits(some));

const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  try {
    await promise;
    return 'no error';
  } catch (error) {
    return error instanceof RectoError ? error.code : String(error);
  }
};

describe('a plain answer', () => {
  it('comes back with its type, name and place', async () => {
    const file = await fetchFrom(
      (_request, response) => response.setHeader('content-type', 'application/pdf').end('%PDF-'),
      {},
      '/dir/annual%20report.pdf?x=1',
    );
    expect(file.bytes.toString()).toBe('%PDF-');
    expect(file).toMatchObject({ contentType: 'application/pdf', fileName: 'annual report.pdf' });
    expect(file.finalUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/dir\/annual%20report\.pdf\?x=1$/);
  });

  it('may lack a type and a name; a name never holds a path', async () => {
    const bare = await fetchFrom((_request, response) => response.end('x'), {}, '/');
    expect(bare).toMatchObject({ contentType: null, fileName: '' });
    const sly = await fetchFrom((_request, response) => response.end('x'), {}, '/..%2F..%2Fetc%00passwd');
    expect(sly.fileName).toBe('....etcpasswd');
  });

  it.each([400, 401, 404, 410, 429, 500, 503, 304])('%i is an error, whatever its body', async (status) => {
    const answer: RequestListener = (_request, response) =>
      response.writeHead(status, { 'content-type': 'text/html' }).end(status === 304 ? '' : '<html>');
    expect(await codeOf(fetchFrom(answer))).toBe('url.bad_status');
  });

  it('that never comes, because nobody listens, is unreachable', async () => {
    const port = await serve(() => {});
    servers.pop()?.close();
    expect(await codeOf(outbound.fetchFile(`http://127.0.0.1:${port}/`, limits()))).toBe('url.unreachable');
  });

  it('that breaks off is unreachable', async () => {
    const answer: RequestListener = (_request, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('half');
      setTimeout(() => response.destroy(), 20);
    };
    expect(await codeOf(fetchFrom(answer))).toBe('url.unreachable');
  });
});

describe('size', () => {
  it('exactly at the limit passes', async () => {
    const file = await fetchFrom((_request, response) => response.end(Buffer.alloc(1000)), {
      maxBytes: 1000,
    });
    expect(file.bytes.length).toBe(1000);
  });

  it('a Content-Length above the limit is refused before the body', async () => {
    const answer: RequestListener = (_request, response) =>
      response.writeHead(200, { 'content-length': 5_000_000_000 }).flushHeaders();
    expect(await codeOf(fetchFrom(answer))).toBe('url.too_large');
  });

  it('an endless body is cut off and its connection closed', async () => {
    let closed: () => void = () => {};
    const closing = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const answer: RequestListener = (_request, response) => {
      const chunk = Buffer.alloc(65_536);
      const pump = (): void => {
        while (response.write(chunk));
        response.once('drain', pump);
      };
      response.once('close', closed);
      pump();
    };
    expect(await codeOf(fetchFrom(answer))).toBe('url.too_large');
    await closing;
  });

  it('a gzip bomb counts by what it expands to', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    expect(bomb.length).toBeLessThan(100_000);
    const answer: RequestListener = (_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    expect(await codeOf(fetchFrom(answer))).toBe('url.too_large');
  });

  it('identity is asked for; a server that compresses all the same is understood', async () => {
    let asked: string | undefined;
    const file = await fetchFrom((request, response) => {
      asked = request.headers['accept-encoding'] as string;
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('%PDF-'));
    });
    expect(asked).toBe('identity');
    expect(file.bytes.toString()).toBe('%PDF-');
  });

  it.each(['gzip, gzip', 'compress', 'constructor'])('content encoding %s is refused', async (encoding) => {
    const answer: RequestListener = (_request, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end('x');
    expect(await codeOf(fetchFrom(answer))).toBe('url.bad_status');
  });

  it('broken gzip is unreachable, not a crash', async () => {
    const answer: RequestListener = (_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('not gzip at all');
    expect(await codeOf(fetchFrom(answer))).toBe('url.unreachable');
  });
});

describe('time', () => {
  it('a drip below the minimum pace is cut off long before the deadline', async () => {
    const answer: RequestListener = (_request, response) => {
      const timer = setInterval(() => response.write('x'), 20);
      response.once('close', () => clearInterval(timer));
    };
    expect(await codeOf(fetchFrom(answer, { timeoutMs: 3_600_000 }))).toBe('url.timeout');
  });

  it('a body that never starts is a drip too', async () => {
    const answer: RequestListener = (_request, response) => response.writeHead(200).flushHeaders();
    expect(await codeOf(fetchFrom(answer, { timeoutMs: 3_600_000 }))).toBe('url.timeout');
  });

  it('headers that never come meet the deadline', async () => {
    expect(await codeOf(fetchFrom(() => {}, { timeoutMs: 150 }))).toBe('url.timeout');
  });

  it('headers that drip meet the deadline', async () => {
    const server = createTcpServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nx-drip: ');
      const timer = setInterval(() => socket.write('a'), 20);
      socket.on('close', () => clearInterval(timer)).on('error', () => {});
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    expect(await codeOf(outbound.fetchFile(url, limits({ timeoutMs: 300 })))).toBe('url.timeout');
  });

  it('a name server that never answers meets the deadline', async () => {
    const slow = createOutbound({
      allowPrivate: true,
      allowHosts: null,
      denyHosts: [],
      maxRedirects: 3,
      resolveHost: (_host, signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    });
    const fetched = slow.fetchFile('http://slow.test/', limits({ timeoutMs: 100 }));
    expect(await codeOf(fetched)).toBe('url.timeout');
  });

  it('an abort by the caller is passed on as the abort it is, and closes the connection', async () => {
    const controller = new AbortController();
    let closed: () => void = () => {};
    const closing = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const fetched = fetchFrom(
      (_request, response) => {
        response.once('close', closed);
        response.writeHead(200).write('x');
        setTimeout(() => controller.abort(), 20);
      },
      { signal: controller.signal },
    );
    await expect(fetched).rejects.toMatchObject({ name: 'AbortError' });
    await closing;
    await expect(
      outbound.fetchFile('http://127.0.0.1:9/', limits({ signal: controller.signal })),
    ).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('redirects', () => {
  it.each([301, 302, 303, 307, 308])(
    '%i is followed; the name stays the one that was asked for',
    async (status) => {
      const file = await fetchFrom(
        (request, response) => {
          if (request.url === '/b') response.end('moved');
          else response.writeHead(status, { location: '/b' }).end();
        },
        {},
        '/paper.pdf',
      );
      expect(file.bytes.toString()).toBe('moved');
      expect(file.fileName).toBe('paper.pdf');
      expect(new URL(file.finalUrl).pathname).toBe('/b');
    },
  );

  it('as many as allowed are followed, one more is not', async () => {
    let hops = 0;
    const chain =
      (length: number): RequestListener =>
      (request, response) => {
        hops += 1;
        const step = Number(request.url?.slice(1) || 0);
        if (step < length) response.writeHead(302, { location: `/${step + 1}` }).end();
        else response.end('end');
      };
    expect((await fetchFrom(chain(3), {}, '/0')).bytes.toString()).toBe('end');
    hops = 0;
    expect(await codeOf(fetchFrom(chain(1_000_000), {}, '/0'))).toBe('url.bad_status');
    expect(hops).toBe(4);
  });

  it.each([
    'file:///etc/passwd',
    'ftp://127.0.0.1/',
    'http://user:secret@127.0.0.1/',
    'http://169.254.169.254/',
  ])('to %s is refused', async (location) => {
    const answer: RequestListener = (_request, response) => response.writeHead(302, { location }).end();
    expect(await codeOf(fetchFrom(answer))).toBe('url.not_allowed');
  });

  it('to nonsense is refused', async () => {
    const answer: RequestListener = (_request, response) =>
      response.writeHead(302, { location: 'http://[zzz]/' }).end();
    expect(await codeOf(fetchFrom(answer))).toBe('url.invalid');
  });
});

describe('pinning', () => {
  /** Takes `public.test` for a public name although it lives on this machine; all else goes through the real check. */
  const strictExcept = (host: string): VetUrl => {
    const strict = createVetUrl({ allowPrivate: false, allowHosts: null, denyHosts: [] }, async () => [
      '127.0.0.1',
    ]);
    return async (url, signal) =>
      new URL(url).hostname === host ? { url: new URL(url), addresses: ['127.0.0.1'] } : strict(url, signal);
  };

  it.each(['http://127.0.0.1', 'http://[::1]', 'http://2130706433', 'http://inside.test'])(
    'a public host cannot redirect to %s',
    async (target) => {
      let reachedInside = false;
      const port = await serve((request, response) => {
        if (request.url === '/inside') reachedInside = true;
        response.writeHead(302, { location: `${target}:${port}/inside` }).end();
      });
      const fetcher = createFetcher({
        vetUrl: strictExcept('public.test'),
        maxRedirects: 3,
        paceWindowMs: 1000,
      });
      expect(await codeOf(fetcher.fetchFile(`http://public.test:${port}/`, limits()))).toBe(
        'url.not_allowed',
      );
      expect(reachedInside).toBe(false);
    },
  );

  it('dials the address that was vetted, though the name has changed its answer since', async () => {
    const seen: string[] = [];
    const port = await serve((_request, response) => response.end('first'), '127.0.0.1');
    await serve((_request, response) => response.end('second'), '127.0.0.2', port);
    const rebinding = createOutbound({
      allowPrivate: true,
      allowHosts: ['rebind.test'],
      denyHosts: [],
      maxRedirects: 3,
      resolveHost: async (host) => {
        seen.push(host);
        return [seen.length === 1 ? '127.0.0.1' : '127.0.0.2'];
      },
    });
    const file = await rebinding.fetchFile(`http://rebind.test:${port}/`, limits());
    expect(file.bytes.toString()).toBe('first');
    expect(seen).toEqual(['rebind.test']);
  });

  it('sends the name, not the address, as Host', async () => {
    let host: string | undefined;
    const port = await serve((request, response) => {
      host = request.headers.host;
      response.end();
    });
    const fetcher = createFetcher({
      vetUrl: strictExcept('public.test'),
      maxRedirects: 0,
      paceWindowMs: 1000,
    });
    await fetcher.fetchFile(`http://public.test:${port}/`, limits());
    expect(host).toBe(`public.test:${port}`);
  });

  it('ignores proxies named in the environment', async () => {
    let proxied = false;
    const proxy = await serve((_request, response) => {
      proxied = true;
      response.end('proxy');
    });
    process.env.HTTP_PROXY = process.env.http_proxy = `http://127.0.0.1:${proxy}`;
    try {
      const file = await fetchFrom((_request, response) => response.end('direct'));
      expect(file.bytes.toString()).toBe('direct');
      expect(proxied).toBe(false);
    } finally {
      delete process.env.HTTP_PROXY;
      delete process.env.http_proxy;
    }
  });
});
