import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobView } from '@recto/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JobsService, startJobsService } from '../../jobs/jobs.fixture.ts';

const directory = mkdtempSync(join(tmpdir(), 'recto-board-test-'));
let service: JobsService;
beforeAll(async () => {
  service = await startJobsService({ directory, apiKeys: ['ada'] });
}, 120_000);
afterAll(async () => {
  await service?.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function finishedJob(fields: object): Promise<string> {
  const headers = { authorization: 'Bearer ada', 'content-type': 'application/json' };
  const body = JSON.stringify({ visualize: false, file: Buffer.from('1').toString('base64'), ...fields });
  const sent = await fetch(`${service.url}/v1/jobs`, { method: 'POST', headers, body });
  const { id } = (await sent.json()) as JobView;
  for (;;) {
    const seen = (await (await fetch(`${service.url}/v1/jobs/${id}?wait=20`, { headers })).json()) as JobView;
    if (seen.finishedAt !== null) return id;
  }
}

describe('the board', () => {
  const board = (path: string, authorization = 'Bearer admin', method = 'GET') =>
    fetch(`${service.url}/admin/queues${path}`, { method, headers: { authorization } });
  const basic = (key: string) => `Basic ${Buffer.from(`anybody:${key}`).toString('base64')}`;
  interface Shown {
    queues: {
      name: string;
      readOnlyMode: boolean;
      allowRetries: boolean;
      counts: Record<string, number>;
      jobs: { id: string; data: Record<string, unknown>; stacktrace: string[] }[];
    }[];
  }

  it('is for the admin key alone', async () => {
    for (const authorization of ['', 'Bearer ada', basic('ada'), 'Basic ?']) {
      for (const path of ['/', '/api/queues', '/static/favicon.ico']) {
        const answer = await board(path, authorization);
        expect([answer.status, answer.headers.get('x-recto-error-code')]).toEqual([401, 'auth.required']);
        expect(answer.headers.get('www-authenticate')).toMatch(/^Basic /);
      }
    }
    expect((await board('/', basic('admin'))).status).toBe(200);
  });

  it('is a page that loads nothing from elsewhere, with what it needs', async () => {
    const page = await board('/');
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(page.headers.get('x-powered-by')).toBeNull();
    const text = await page.text();
    expect(text).toContain('<base href="/admin/queues/"');
    const scripts = [...text.matchAll(/src="([^"]+\.js)"/g)].map((match) => match[1] as string);
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts) {
      const answer = await board(`/${script}`);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        200,
        expect.stringMatching(/javascript/),
      ]);
    }
  });

  it('shows the queues and no secret of a job, and changes nothing', async () => {
    const id = await finishedJob({
      password: 'open sesame',
      callback: { url: 'http://127.0.0.1:1/hook', secret: 'sixteen letters!' },
    });
    const seen = await Promise.all(
      ['documents', 'ranges', 'webhooks'].map(async (name) => {
        const answer = await board(
          `/api/queues?activeQueue=test-${name}&status=latest&page=1&jobsPerPage=50`,
        );
        expect(answer.status).toBe(200);
        return (await answer.json()) as Shown;
      }),
    );
    const text = JSON.stringify(seen);
    expect(text).toContain(id);
    expect(text).toMatch(/"owner":"[0-9a-f]{8}"/);
    expect(text).not.toMatch(/"owner":"[^"]{9}/);
    for (const secret of ['sesame', '127.0.0.1', 'sixteen', '.ts:']) expect(text).not.toContain(secret);
    for (const { name, readOnlyMode, allowRetries } of seen[0]?.queues ?? []) {
      expect([name, readOnlyMode, allowRetries]).toEqual([expect.stringMatching(/^test-/), true, false]);
    }
    for (const method of ['PUT', 'POST', 'PATCH', 'DELETE']) {
      expect((await board(`/api/queues/test-documents/${id}/clean`, 'Bearer admin', method)).status).toBe(
        405,
      );
    }
  });
});
