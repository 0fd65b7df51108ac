import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobView } from '@recto/contracts';
import { afterAll, expect, it } from 'vitest';
import { type JobsServiceOptions, startJobsService } from '../../../jobs/jobs.fixture.ts';

const directory = mkdtempSync(join(tmpdir(), 'recto-jobs-limits-test-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const bodyOf = async (answer: Response): Promise<JobView> => (await answer.json()) as JobView;

/** A service of its own, with two keys. */
async function limited(options: Omit<JobsServiceOptions, 'directory'>) {
  const place = mkdtempSync(join(directory, 'limited-'));
  const own = await startJobsService({ directory: place, apiKeys: ['ada', 'bob'], ...options });
  const as = (key: string) => ({ authorization: `Bearer ${key}`, 'content-type': 'application/pdf' });
  return {
    ...own,
    as,
    send: (pages: number, key = 'ada', path = '/v1/jobs') =>
      fetch(`${own.url}${path}?visualize=false`, { method: 'POST', body: String(pages), headers: as(key) }),
    ended: async (answer: Response, key = 'ada'): Promise<JobView> => {
      const { id } = await bodyOf(answer);
      for (;;) {
        const headers = as(key);
        const seen = await bodyOf(await fetch(`${own.url}/v1/jobs/${id}?wait=20`, { headers }));
        if (seen.finishedAt !== null) return seen;
      }
    },
  };
}

const told = (answer: Response) => [
  answer.status,
  answer.headers.get('x-recto-error-code'),
  answer.headers.get('retry-after'),
];

it('takes no more than it is told to', async () => {
  const small = await limited({ config: { maxPerOwner: 1, maxQueue: 2, worker: null } });
  const first = await small.send(1);
  expect(first.status).toBe(202);
  expect(told(await small.send(1))).toEqual([429, 'job.queue_full', '7']);
  const { id } = await bodyOf(first);
  await fetch(`${small.url}/v1/jobs/${id}`, { method: 'DELETE', headers: small.as('ada') });
  expect((await small.send(1)).status).toBe(202);
  await small.stop();
}, 120_000);

it('leaves the rest of the queue to others when a key has its share', async () => {
  const shared = await limited({ config: { maxQueue: 4, queueShare: 0.5, worker: null } });
  for (let i = 0; i < 2; i += 1) expect((await shared.send(1, 'ada')).status).toBe(202);
  expect(told(await shared.send(1, 'ada'))).toEqual([429, 'job.queue_full', '7']);
  for (let i = 0; i < 2; i += 1) expect((await shared.send(1, 'bob')).status).toBe(202);
  expect((await shared.send(1, 'bob')).status).toBe(429);
  await shared.stop();
}, 120_000);

it('does the jobs of a key as fast as it may have pages, and those of others meanwhile', async () => {
  const slow = await limited({
    config: { tasksPerOwner: 1 },
    pageLimit: { perMinute: 6, minuteSeconds: 3 },
  });
  const began = performance.now();
  // The first two ranges use up more than a minute's pages; the third comes when that is over.
  const long = await slow.send(12, 'ada');
  const short = await slow.ended(await slow.send(1, 'bob'), 'bob');
  expect(short.state).toBe('succeeded');
  const done = await slow.ended(long, 'ada');
  expect(done).toMatchObject({ state: 'succeeded', pages: { total: 12, done: 12 } });
  expect(performance.now() - began).toBeGreaterThan(2000);
  expect(Date.parse(short.finishedAt as string)).toBeLessThan(Date.parse(done.finishedAt as string));
  // Of two that come at once, one begins, and takes what the other would have had.
  const answers = await Promise.all([1, 2].map(() => slow.send(9, 'bob', '/layout-parsing')));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 429]);
  await slow.stop();
}, 120_000);
