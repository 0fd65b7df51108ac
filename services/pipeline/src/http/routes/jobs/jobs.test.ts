import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JobView, RectoError } from '@recto/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type JobsService, startJobsService } from '../../../jobs/jobs.fixture.ts';

const directory = mkdtempSync(join(tmpdir(), 'recto-jobs-test-'));
let service: JobsService;
/** What the recognition server says; a test may script it. */
let ask: (page: number, signal: AbortSignal) => Promise<string>;
const usual = async (page: number) => `page ${page}`;

beforeAll(async () => {
  service = await startJobsService({
    directory,
    house: { ask: (page, signal) => ask(page, signal) },
    apiKeys: ['ada', 'bob'],
  });
}, 120_000);
afterAll(async () => {
  await service?.stop();
  rmSync(directory, { recursive: true, force: true });
});
beforeEach(() => {
  ask = usual;
});

const file = (pages: number) => Buffer.from(String(pages)).toString('base64');
const call = (path: string, init: RequestInit = {}, key = 'ada') =>
  fetch(service.url + path, {
    ...init,
    headers: { authorization: `Bearer ${key}`, ...(init.headers as Record<string, string>) },
  });
const submit = (fields: object, headers: Record<string, string> = {}, path = '/v1/jobs') =>
  call(path, {
    method: 'POST',
    body: JSON.stringify({ visualize: false, ...fields }),
    headers: { 'content-type': 'application/json', ...headers },
  });
const bodyOf = async (answer: Response): Promise<JobView> => (await answer.json()) as JobView;
const job = async (fields: object) => bodyOf(await submit(fields));
const ended = async (id: string): Promise<JobView> => {
  for (;;) {
    const seen = await bodyOf(await call(`/v1/jobs/${id}?wait=20`));
    if (seen.finishedAt !== null) return seen;
  }
};
const codeOf = (answer: Response) => answer.headers.get('x-recto-error-code');
const hang = (_page: number, signal: AbortSignal) =>
  new Promise<string>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

describe('a job', () => {
  it('is accepted, worked on and read as often as wanted', async () => {
    const accepted = await submit({ file: file(6) });
    expect(accepted.status).toBe(202);
    const { id, state } = await bodyOf(accepted);
    expect(['queued', 'running']).toContain(state);
    expect(accepted.headers.get('location')).toBe(`/v1/jobs/${id}`);

    expect(await ended(id)).toMatchObject({
      state: 'succeeded',
      pages: { total: 6, done: 6, failed: 0 },
      blocks: { done: 6 },
      timings: { queue: expect.any(Number), open: expect.any(Number), recognise: expect.any(Number) },
      failures: [],
      error: null,
    });
    for (let i = 0; i < 2; i += 1) {
      const result = await call(`/v1/jobs/${id}/result`);
      expect(result.status).toBe(200);
      const body = (await result.json()) as {
        result: { layoutParsingResults: { markdown: { text: string } }[] };
      };
      expect(body).toMatchObject({ logId: id, errorCode: 0, errorMsg: 'Success' });
      const texts = body.result.layoutParsingResults.map(({ markdown }) => markdown.text);
      expect(texts).toEqual([0, 1, 2, 3, 4, 5].map((page) => `page ${page}`));
    }
  });

  it('answers what a synchronous request would', async () => {
    const fields = { file: file(3), pages: '1,3', restructurePages: true };
    const { id } = await job(fields);
    await ended(id);
    const asynchronous = await (await call(`/v1/jobs/${id}/result`)).json();
    const synchronous = await (await submit({ ...fields, logId: id }, {}, '/layout-parsing')).json();
    expect(asynchronous).toEqual(synchronous);
  });

  it('comes as a form, as a bare file, or of a request that would wait', async () => {
    const form = new FormData();
    form.append('file', new Blob(['2']), 'x.pdf');
    form.append('visualize', 'false');
    form.append('priority', 'high');
    const answers = [
      await call('/v1/jobs', { method: 'POST', body: form }),
      await call('/v1/jobs?visualize=false', {
        method: 'POST',
        body: '2',
        headers: { 'content-type': 'application/pdf' },
      }),
      await submit({ file: file(2) }, { prefer: 'respond-async' }, '/layout-parsing'),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(202);
      const seen = await bodyOf(answer);
      expect(seen.input).toMatchObject({ bytes: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
      expect((await ended(seen.id)).state).toBe('succeeded');
    }
    expect(answers[2]?.headers.get('preference-applied')).toBe('respond-async');
    expect(answers[2]?.headers.get('location')).toMatch(/^\/v1\/jobs\//);
  });

  it('is one job, however often it is sent under one idempotency key', async () => {
    const key = { 'idempotency-key': 'mine' };
    const sent = await Promise.all([1, 2, 3].map(() => submit({ file: file(1) }, key)));
    const ids = await Promise.all(sent.map(async (answer) => (await bodyOf(answer)).id));
    expect(new Set(ids).size).toBe(1);
    const other = await submit({ file: file(2) }, key);
    expect([other.status, codeOf(other)]).toEqual([422, 'job.key_reused']);
  });

  it('is told apart from what is not one', async () => {
    const { id } = await job({ file: file(1) });
    for (const path of [
      `/v1/jobs/${'0'.repeat(12)}-${'0'.repeat(20)}`,
      '/v1/jobs/x',
      '/v1/jobs/..%2fowners',
    ]) {
      const answer = await call(path);
      expect([answer.status, codeOf(answer)]).toEqual([404, 'job.not_found']);
    }
    expect((await call(`/v1/jobs/${id}`, {}, 'bob')).status).toBe(404);
    expect((await call(`/v1/jobs/${id}`, { method: 'DELETE' }, 'bob')).status).toBe(404);
    expect((await call(`/v1/jobs/${id}/result`, {}, 'bob')).status).toBe(404);
    expect((await call(`/v1/jobs/${id}`, {}, 'eve')).status).toBe(401);
    await ended(id);
  });

  it('is refused before it exists when it makes no sense', async () => {
    const refusals = [
      await submit({}),
      await submit({ file: file(1), priority: 'urgent' }),
      await submit({ file: file(1), useDocUnwarping: true }),
      await submit({ file: '!' }),
    ];
    expect(refusals.map(codeOf)).toEqual([
      'request.invalid',
      'request.invalid',
      'model.not_installed',
      'file.not_base64',
    ]);
    expect((await submit({ file: file(1) }, { 'idempotency-key': 'x'.repeat(300) })).status).toBe(422);
  });
});

describe('results', () => {
  it('come as lines, Markdown and files', async () => {
    const { id } = await job({ file: file(2) });
    await ended(id);
    const result = (format: string) => call(`/v1/jobs/${id}/result?format=${format}`);

    const lines = (await (await result('jsonl')).text()).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).markdown.text)).toEqual(['page 0', 'page 1']);
    expect(await (await result('markdown')).text()).toBe('page 0\n\npage 1\n');
    for (const format of ['zip', 'docx']) {
      const [first, again] = [await result(format), await result(format)];
      const bytes = Buffer.from(await first.arrayBuffer());
      expect(bytes.subarray(0, 2).toString()).toBe('PK');
      expect(first.headers.get('content-length')).toBe(String(bytes.byteLength));
      expect(Buffer.from(await again.arrayBuffer()).equals(bytes)).toBe(true);
      expect(
        await service.store.blobs.has(`jobs/${id}/exports/${format}`, new AbortController().signal),
      ).toBe(true);
    }
    expect(await (await result('html')).text()).toContain('page 1');
    expect(codeOf(await result('pdf'))).toBe('export.not_available');
    expect((await result('exe')).status).toBe(422);
  });

  it('come a page at a time while the job runs', async () => {
    ask = (page, signal) => (page === 1 ? hang(page, signal) : usual(page));
    const { id } = await job({ file: file(3) });
    const page = (n: number | string) => call(`/v1/jobs/${id}/pages/${n}`);
    await vi.waitFor(async () => expect((await page(3)).status).toBe(200), { timeout: 20_000 });
    expect(await (await page(1)).json()).toMatchObject({ markdown: { text: 'page 0' } });
    for (const n of [2, 4, 0, 'x']) expect(codeOf(await page(n))).toBe('job.page_not_done');
    const early = await call(`/v1/jobs/${id}/result`);
    expect([early.status, codeOf(early)]).toEqual([409, 'job.not_finished']);
    await call(`/v1/jobs/${id}`, { method: 'DELETE' });
  });

  it('of a job that failed are its failure', async () => {
    ask = () => Promise.reject(new RectoError('vlm.rejected'));
    const { id } = await job({ file: file(2) });
    expect(await ended(id)).toMatchObject({
      state: 'failed',
      error: { code: 'vlm.rejected', retryable: false },
    });
    const result = await call(`/v1/jobs/${id}/result`);
    expect([result.status, codeOf(result)]).toEqual([502, 'vlm.rejected']);
  });

  it('that were deleted are gone, not unknown', async () => {
    const { id } = await job({ file: file(1) });
    await ended(id);
    await service.store.expire(id, new AbortController().signal);
    for (const path of ['', '/result', '/pages/1', '/events']) {
      const answer = await call(`/v1/jobs/${id}${path}`);
      expect([answer.status, codeOf(answer)]).toEqual([410, 'job.expired']);
    }
    const { jobs } = (await (await call('/v1/jobs')).json()) as { jobs: JobView[] };
    expect(jobs.find((seen) => seen.id === id)?.state).toBe('expired');
  });
});

describe('cancelling', () => {
  it('stops everything and frees everything', async () => {
    const signals = new Set<AbortSignal>();
    ask = (page, signal) => {
      signals.add(signal);
      return hang(page, signal);
    };
    const { id } = await job({ file: file(40) });
    await vi.waitFor(() => expect(signals.size).toBeGreaterThan(1), { timeout: 20_000 });
    const answer = await call(`/v1/jobs/${id}`, { method: 'DELETE' });
    expect(await bodyOf(answer)).toMatchObject({ id, state: 'cancelled', pages: { total: 40 } });
    const { house, jobs } = service;
    await vi.waitFor(() => {
      expect([...signals].every((signal) => signal.aborted)).toBe(true);
      expect(house.openDocuments()).toBe(0);
      expect(house.parts.scheduler.pagesInFlight).toBe(0);
      expect(house.parts.spool.usedBytes).toBe(0);
    });
    await vi.waitFor(async () =>
      expect(await jobs.queue?.levels()).toMatchObject({ waitingRanges: 0, activeRanges: 0 }),
    );
    const asked = signals.size;
    expect(codeOf(await call(`/v1/jobs/${id}/result`))).toBe('job.cancelled');
    expect((await bodyOf(await call(`/v1/jobs/${id}`, { method: 'DELETE' }))).state).toBe('cancelled');
    expect(signals.size).toBe(asked);
  });

  it('comes too late for a job that has ended', async () => {
    const { id } = await job({ file: file(1) });
    await ended(id);
    expect((await bodyOf(await call(`/v1/jobs/${id}`, { method: 'DELETE' }))).state).toBe('succeeded');
  });
});

describe('listing', () => {
  it('shows the own jobs, newest first, a page at a time', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 3; i += 1) {
      const form = { method: 'POST', body: '1', headers: { 'content-type': 'application/pdf' } };
      ids.unshift((await bodyOf(await call('/v1/jobs?visualize=false', form, 'bob'))).id);
      await new Promise((later) => setTimeout(later, 3));
    }
    const list = async (query: string) =>
      (await (await call(`/v1/jobs${query}`, {}, 'bob')).json()) as { jobs: JobView[]; next: string | null };
    const first = await list('?limit=2');
    expect(first.jobs.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const second = await list(`?limit=2&after=${first.next}`);
    expect(second.jobs.map(({ id }) => id)).toEqual(ids.slice(2));
    expect(second.next).toBeNull();
    expect((await call('/v1/jobs?limit=0')).status).toBe(422);
  });
});

describe('events', () => {
  /** Name, id and data of each, until the stream ends or `enough` says so. */
  async function events(id: string, lastEventId = '', enough: (text: string) => boolean = () => false) {
    const answer = await call(`/v1/jobs/${id}/events`, { headers: { 'last-event-id': lastEventId } });
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    let text = '';
    for await (const piece of answer.body ?? []) {
      text += Buffer.from(piece).toString();
      if (enough(text)) break;
    }
    return text
      .split('\n\n')
      .filter((part) => part.startsWith('event:'))
      .map((part) => {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(part)?.[1] ?? '';
        return { event: field('event'), id: field('id'), data: JSON.parse(field('data') || '{}') };
      });
  }
  const pagesOf = (all: Awaited<ReturnType<typeof events>>) =>
    all.filter(({ event }) => event === 'page').map(({ data }) => data.page as number);

  it('tell each page as it is done, then the end', async () => {
    const gate = Promise.withResolvers<void>();
    ask = async (page) => {
      if (page === 5) await gate.promise;
      return `page ${page}`;
    };
    const { id } = await job({ file: file(6) });
    const early = await events(id, '', (text) => text.split('event: page').length > 5);
    expect(pagesOf(early).toSorted()).toEqual([1, 2, 3, 4, 5]);
    const last = early.findLast(({ event }) => event === 'page');
    expect(last?.id).toBe('1-5');

    const rest = events(id, last?.id);
    gate.resolve();
    const told = await rest;
    expect(pagesOf(told)).toEqual([6]);
    expect(told.at(-1)).toMatchObject({ event: 'end', id: '1-6', data: { id, state: 'succeeded' } });
    expect(pagesOf(await events(id))).toHaveLength(6);
  });
});

describe('a callback', () => {
  interface Heard {
    readonly event: string;
    readonly signature: string;
    readonly delivery: string;
    readonly body: string;
  }

  it('is told each page and the end, signed, and again when it did not listen', {
    timeout: 180_000,
  }, async () => {
    const heard: Heard[] = [];
    let refuse = true;
    const listener = createServer(async (req, res) => {
      const pieces: Buffer[] = [];
      for await (const piece of req) pieces.push(piece);
      const header = (name: string) => String(req.headers[name]);
      heard.push({
        event: header('x-recto-event'),
        signature: header('x-recto-signature'),
        delivery: header('x-recto-delivery'),
        body: Buffer.concat(pieces).toString(),
      });
      const refused = refuse && header('x-recto-event') === 'job.finished';
      if (refused) refuse = false;
      res.writeHead(refused ? 500 : 204).end();
    });
    await new Promise<void>((listening) => listener.listen(0, '127.0.0.1', listening));
    const { port } = listener.address() as AddressInfo;
    const secret = 'a secret of sixteen';
    const callback = { url: `http://127.0.0.1:${port}/hook`, events: ['job.page'], secret };
    const { id } = await job({ file: file(2), callback });
    await ended(id);
    const finished = () => heard.filter(({ event }) => event === 'job.finished');
    await vi.waitFor(() => expect(finished()).toHaveLength(2), { timeout: 170_000 });

    expect(new Set(finished().map(({ delivery }) => delivery)).size).toBe(1);
    const pages = heard.filter(({ event }) => event === 'job.page').map(({ body }) => JSON.parse(body));
    expect(pages.map(({ page }) => page).toSorted()).toEqual([1, 2]);
    for (const { signature, body } of heard) {
      const [, seconds, hash] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
      expect(hash).toBe(createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex'));
    }
    expect(JSON.parse(finished()[0]?.body ?? '')).toMatchObject({
      event: 'job.finished',
      job: { id, state: 'succeeded', pages: { total: 2 } },
    });
    await vi.waitFor(async () => {
      const { deliveries } = await bodyOf(await call(`/v1/jobs/${id}`));
      const ends = deliveries?.filter(({ event }) => event === 'job.finished');
      const pages = deliveries?.flatMap(({ page, ok }) => (page !== undefined && ok ? [page] : []));
      expect(pages?.toSorted()).toEqual([1, 2]);
      expect(ends?.map(({ status, ok }) => [status, ok])).toEqual([
        [500, false],
        [204, true],
      ]);
    });
    listener.closeAllConnections();
    listener.close();
  });

  it.each([
    { callback: { url: 'ftp://x' } },
    { callback: 'https://no.secret/' },
    { callback: { url: 'https://x.test/', secret: 'short' } },
  ])('is refused %j', async (fields) => {
    const answer = await submit({ file: file(1), ...fields });
    expect([answer.status, codeOf(answer)]).toEqual([422, 'request.invalid']);
  });
});

it('sends away who waits and who listens when the process stops', async () => {
  ask = hang;
  const { id } = await job({ file: file(2) });
  const waiting = call(`/v1/jobs/${id}?wait=60`);
  const listening = call(`/v1/jobs/${id}/events`).then((answer) => answer.text());
  service.lifecycle.draining = true;
  expect((await bodyOf(await waiting)).finishedAt).toBeNull();
  expect(await listening).toContain('event: progress');
  service.lifecycle.draining = false;
  await call(`/v1/jobs/${id}`, { method: 'DELETE' });
});

it('says how it is', async () => {
  const { id } = await job({ file: file(1) });
  await ended(id);
  expect((await call('/health/ready')).status).toBe(200);
  const text = await (await call('/metrics')).text();
  expect(text).toMatch(/^recto_jobs_ended_total\{state="succeeded"\} \d+$/m);
  expect(text).toMatch(/^recto_jobs_ranges_waiting 0$/m);
  expect(text).toMatch(/^recto_jobs_queue_age_seconds 0$/m);
});
