/**
 * `/v1/jobs/{id}/events`: each page as it is done, as server-sent events. The id of an event says which pages its reader has seen by
 * then ("1-14,17"): whoever comes back with it, at whatever process, gets the others and nothing twice.
 */
import type { JobView } from '@recto/contracts';
import { requestSignal } from '@recto/service-kit';
import type { RequestHandler, Response } from 'express';
import type { JobService } from '../../../jobs/job-service.ts';
import { callerOf } from '../../caller.ts';
import { idOf, type JobsDependencies } from './jobs-dependencies.ts';
import { parsePageSet, writePageSet } from './page-set.ts';

/** Proxies close what is silent; comments keep it open. */
const heartbeatMs = 15_000;
/** Changes that come faster are told together. */
const restMs = 100;

export const jobEvents =
  (dependencies: JobsDependencies): RequestHandler =>
  async (req, res) => {
    const closed = requestSignal(res);
    const service = await dependencies.jobs.service();
    const [id, owner] = [idOf(req), callerOf(req, dependencies)];
    const seen = parsePageSet(req.get('last-event-id') ?? '');
    const first = await service.view(id, owner, closed);
    res.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    try {
      const { lifecycle } = dependencies;
      await tell({ res, service, id, owner, seen, closed, lifecycle }, first);
      res.end();
    } catch (error) {
      if (!closed.aborted) throw error;
    }
  };

interface Telling {
  readonly res: Response;
  readonly service: JobService;
  readonly id: string;
  readonly owner: string;
  /** Pages of the answer, from 1, that the reader has. */
  readonly seen: Set<number>;
  readonly closed: AbortSignal;
  readonly lifecycle: JobsDependencies['lifecycle'];
}

async function tell(
  { res, service, id, owner, seen, closed, lifecycle }: Telling,
  first: JobView,
): Promise<void> {
  const say = (event: string, data: object) =>
    res.write(`event: ${event}\nid: ${writePageSet(seen)}\ndata: ${JSON.stringify(data)}\n\n`);
  const changes = createBell();
  const unwatch = service.watch(id, changes.ring);
  const heart = setInterval(() => res.write(': still here\n\n'), heartbeatMs);
  closed.addEventListener('abort', changes.ring, { once: true });
  try {
    let told = '';
    for (let job = first; ; job = await service.view(id, owner, closed)) {
      const ended = job.finishedAt !== null;
      for (const page of await newPages(service, job, seen, closed)) {
        seen.add(page);
        say('page', { page, total: job.pages.total });
      }
      const news = JSON.stringify([job.state, job.pages, job.blocks, job.queuePosition]);
      if (news !== told || ended) say(ended ? 'end' : 'progress', job);
      told = news;
      if (ended) return;
      await changes.rung();
      closed.throwIfAborted();
      // Its reader comes back with the id of the last event, to another process.
      if (lifecycle.draining) return;
      await new Promise((rested) => setTimeout(rested, restMs));
    }
  } finally {
    unwatch();
    clearInterval(heart);
  }
}

async function newPages(
  service: JobService,
  job: JobView,
  seen: ReadonlySet<number>,
  signal: AbortSignal,
): Promise<number[]> {
  const done = await service.pagesDone(job.id, signal);
  return [...done].map((page) => page + 1).filter((page) => !seen.has(page));
}

/** Rings that come while nobody listens are one ring for the next who does. */
function createBell() {
  let rang = false;
  let wake = () => {};
  return {
    ring: () => {
      rang = true;
      wake();
    },
    rung: async () => {
      if (!rang)
        await new Promise<void>((woken) => {
          wake = woken;
        });
      rang = false;
    },
  };
}
