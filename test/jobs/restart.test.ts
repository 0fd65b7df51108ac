/**
 * Jobs through the death of everything they depend on: the same story wherever the queue lives. Every page is in the result once and in
 * order, and a page that was done before the crash is not done again.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobView } from '@recto/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningService, startPipeline } from '../../bench/stack.ts';
import { type InstantEngine, startInstantEngine } from '../../bench/support/instant-engine.ts';
import { handIn } from '../../bench/support/job-client.ts';
import { postgresKind, type QueueServer, redisKind } from '../../bench/support/queue-servers.ts';
import { type JobsService, startJobsService } from '../../services/pipeline/src/jobs/jobs.fixture.ts';
import { numberedPdf } from '../support/numbered-pdf.ts';

const pages = 24;
const patience = 90_000;

interface Answer {
  result: { layoutParsingResults: { markdown: { text: string } }[] };
}

async function untilEnded(url: () => string, id: string): Promise<JobView> {
  for (;;) {
    try {
      const answer = await fetch(`${url()}/v1/jobs/${id}?wait=5`);
      const job = (await answer.json()) as JobView;
      if (answer.ok && job.finishedAt !== null) return job;
    } catch {
      // The service, or its queue, is away.
    }
    await new Promise((later) => setTimeout(later, 100));
  }
}

async function untilDone(url: string, id: string, count: number): Promise<void> {
  for (;;) {
    const job = (await (await fetch(`${url}/v1/jobs/${id}`)).json()) as JobView;
    if (job.pages?.done >= count) return;
    await new Promise((later) => setTimeout(later, 30));
  }
}

for (const { name, create, howToInstall } of [redisKind, postgresKind]) {
  if (create === null) console.log(`test/jobs: ${name} skipped: ${howToInstall}`);
  describe.skipIf(create === null)(`a queue in ${name}`, () => {
    const directory = mkdtempSync(join(tmpdir(), 'recto-restart-test-'));
    let server: QueueServer;
    let start: () => Promise<JobsService>;
    let service: JobsService;
    const asked = new Map<number, number>();
    const gate = Promise.withResolvers<void>();

    beforeAll(async () => {
      server = await (create as () => Promise<QueueServer>)();
      const ask = async (page: number) => {
        asked.set(page, (asked.get(page) ?? 0) + 1);
        if (page >= pages / 2) await gate.promise;
        return `page ${page}`;
      };
      const queue = { url: server.url, dataDirectory: '', namespace: 'restart' };
      start = () => startJobsService({ directory, house: { ask }, config: { queue }, lockMs: 3000 });
      service = await start();
    });
    afterAll(async () => {
      await service?.stop();
      await server?.stop();
      rmSync(directory, { recursive: true, force: true });
    });

    it('that dies and returns in the middle of a job costs no page', { timeout: patience }, async () => {
      const { id } = await handIn(service.url, 'visualize=false', Buffer.from(String(pages)));
      await untilDone(service.url, id, pages / 2);
      await server.kill();
      const away = await fetch(`${service.url}/v1/jobs`, { method: 'POST', body: '1' });
      expect(away.status).toBe(503);
      expect((await fetch(`${service.url}/health/ready`)).status).toBe(503);
      await server.start();
      gate.resolve();

      expect(await untilEnded(() => service.url, id)).toMatchObject({
        state: 'succeeded',
        pages: { done: pages },
      });
      const { result } = (await (await fetch(`${service.url}/v1/jobs/${id}/result`)).json()) as Answer;
      const texts = result.layoutParsingResults.map(({ markdown }) => markdown.text);
      expect(texts).toEqual(Array.from({ length: pages }, (_, page) => `page ${page}`));
      for (let page = 0; page < pages / 2; page += 1) expect(asked.get(page)).toBe(1);
    });

    it('that is away does not keep a service from stopping', { timeout: patience }, async () => {
      await server.kill();
      await service.stop();
    });

    it('that is away when a service starts is taken up when it comes', { timeout: patience }, async () => {
      service = await start();
      await service.jobs.resume();
      const ready = async () => (await fetch(`${service.url}/health/ready`)).status;
      expect(await ready()).toBe(503);
      await server.start();
      while ((await ready()) !== 200) await new Promise((later) => setTimeout(later, 100));
      const { id } = await handIn(service.url, 'visualize=false', Buffer.from('2'));
      expect(await untilEnded(() => service.url, id)).toMatchObject({
        state: 'succeeded',
        pages: { done: 2 },
      });
    });
  });
}

describe('a service with the embedded queue', () => {
  const directory = mkdtempSync(join(tmpdir(), 'recto-restart-test-'));
  let engine: InstantEngine;
  let service: RunningService | null = null;
  beforeAll(async () => {
    engine = await startInstantEngine();
  });
  afterAll(async () => {
    await service?.stop('SIGKILL');
    await engine?.close();
    rmSync(directory, { recursive: true, force: true });
  });
  const start = () =>
    startPipeline({
      RECOGNITION_URL: engine.url,
      DATA_DIR: directory,
      JOBS_TASKS_AT_ONCE: '1',
      PDF_TEXT_LAYER: 'always',
    });

  it('that is killed in the middle of a job goes on where it was', { timeout: patience }, async () => {
    service = await start();
    const query = 'visualize=false&pdfTextLayer=always';
    const { id } = await handIn(service.url, query, await numberedPdf(pages));
    await untilDone(service.url, id, 2);
    await service.stop('SIGKILL');
    service = await start();
    const { url } = service;
    expect(await untilEnded(() => url, id)).toMatchObject({ state: 'succeeded', pages: { total: pages } });
    const { result } = (await (await fetch(`${url}/v1/jobs/${id}/result`)).json()) as Answer;
    const numbers = result.layoutParsingResults.map(
      ({ markdown }) => /number (\d+)/.exec(markdown.text)?.[1],
    );
    expect(numbers).toEqual(Array.from({ length: pages }, (_, page) => String(page + 1)));
  });
});
