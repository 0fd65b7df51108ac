import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createLogger, errorResponse, routeNotFound } from '@recto/service-kit';
import express from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { docsRoutes } from './docs-routes.ts';
import type { OpenApiDocument } from './document.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function start(apiKeys: readonly string[] = []) {
  const app = express();
  app.disable('etag');
  docsRoutes(app, { apiKeys });
  app.use(routeNotFound);
  app.use(errorResponse('envelope', createLogger({ service: 'test', level: 'silent' })));
  const server = createServer(app);
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port };
}

/** As it was written: fetch tidies paths up, and asks for no cached answer where it has a header of its own. */
async function raw(port: number, path: string, header = 'X-Nothing: x'): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${header}\r\n\r\n`);
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  return answer;
}

type Keyed = OpenApiDocument['components'] & { securitySchemes?: object };
const documentOf = async (url: string): Promise<OpenApiDocument> =>
  (await (await fetch(`${url}/openapi.json`)).json()) as OpenApiDocument;

describe('GET /openapi.json', () => {
  it('is the document, and says so when a client has it already', async () => {
    const { url, port } = await start();
    const answer = await fetch(`${url}/openapi.json`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await answer.json()).toMatchObject({ openapi: '3.1.0', info: { title: 'Recto' } });
    const again = await raw(port, '/openapi.json', `If-None-Match: ${answer.headers.get('etag')}`);
    expect(again).toMatch(/^HTTP\/1.1 304 [\s\S]*\r\n\r\n$/);
  });

  it('asks for a key where the service does, and is open itself', async () => {
    const [open, keyed] = [
      await documentOf((await start()).url),
      await documentOf((await start(['key'])).url),
    ];
    expect(open.paths['/layout-parsing']?.post).not.toHaveProperty('security');
    expect(open.components).not.toHaveProperty('securitySchemes');
    expect(keyed.paths['/layout-parsing']?.post).toMatchObject({ security: [{ apiKey: [] }] });
    expect((keyed.components as Keyed).securitySchemes).toMatchObject({ apiKey: { scheme: 'bearer' } });
    expect(keyed.paths['/health']?.get).not.toHaveProperty('security');
    expect(JSON.stringify(keyed)).not.toContain('"key"');
  });
});

describe('GET /docs', () => {
  it('runs its own scripts alone, and names files that are there and may be kept', async () => {
    const { url } = await start();
    const answer = await fetch(`${url}/docs`);
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
    const html = await answer.text();
    const policy = answer.headers.get('content-security-policy');
    expect(policy).toMatch(/^default-src 'none'; /);
    const scripts = [...html.matchAll(/<script>([^<]*)<\/script>/g)].map(([, text = '']) => text);
    expect(scripts).toHaveLength(1);
    const digest = createHash('sha256')
      .update(scripts[0] as string)
      .digest('base64');
    expect(policy).toContain(`script-src 'self' 'sha256-${digest}'; `);

    const addresses = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address = '']) => address);
    expect(addresses).toHaveLength(3);
    for (const address of addresses) {
      const file = await fetch(url + address);
      expect([file.status, address]).toEqual([
        200,
        expect.stringMatching(/^\/docs\/[\w.-]+\?v=\d+\.\d+\.\d+$/),
      ]);
      expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect((await file.arrayBuffer()).byteLength).toBeGreaterThan(100);
    }
  });

  it.each([
    '/docs/package.json',
    '/docs/index.html',
    '/docs/nothing',
    '/docs/../package.json',
    '/docs/..%2fpackage.json',
    '/docs/%2e%2e%2fpackage.json',
    '/docs/..%5cpackage.json',
    '/docs//etc/passwd',
    '/docs/swagger-ui.css%00',
  ])('%s is nothing', async (path) => {
    const { port } = await start();
    const answer = await raw(port, path);
    expect(answer).toMatch(/^HTTP\/1.1 404 /);
    expect(answer).toContain('route.not_found');
  });

  it('is where /redoc leads', async () => {
    const { url } = await start();
    const answer = await fetch(`${url}/redoc`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/docs']);
  });

  it('is read only', async () => {
    const { url } = await start();
    for (const path of ['/openapi.json', '/docs', '/docs/swagger-ui.css', '/redoc']) {
      const answer = await fetch(url + path, { method: 'POST' });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    }
  });
});

const browser = spawnSync('chromium', ['--version']).status === 0;
describe.skipIf(!browser)(`Chromium${browser ? '' : ' (skipped: chromium is not installed)'}`, () => {
  it('shows every operation, and is refused nothing by the policy', async () => {
    const { url } = await start();
    const profile = mkdtempSync(join(tmpdir(), 'recto-docs-test-'));
    const flags = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--enable-logging=stderr',
      '--virtual-time-budget=20000',
      `--user-data-dir=${profile}`,
    ];
    const { stdout, stderr } = await promisify(execFile)(
      'chromium',
      [...flags, '--dump-dom', `${url}/docs`],
      {
        maxBuffer: 1e8,
      },
    );
    rmSync(profile, { recursive: true, force: true });
    const { paths } = await documentOf(url);
    for (const path of Object.keys(paths)) expect(stdout).toContain(`data-path="${path}"`);
    expect(stderr.split('\n').filter((line) => line.includes(':CONSOLE'))).toEqual([]);
  });
});
