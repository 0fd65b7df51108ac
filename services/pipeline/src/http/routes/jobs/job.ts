/** `/v1/jobs`: hand in, list, look, wait, cancel. */
import { jobListQuery, jobQuery, validateBody } from '@recto/contracts';
import { requestSignal } from '@recto/service-kit';
import type { RequestHandler, Response } from 'express';
import { discardRest } from '../../body/incoming-body.ts';
import { callerOf } from '../../caller.ts';
import { idOf, type JobsDependencies } from './jobs-dependencies.ts';
import { receiveJob } from './receive-job.ts';

export const jobPath = (id: string): string => `/v1/jobs/${id}`;

/** 202 with `Location`. */
export const submitJob =
  (dependencies: JobsDependencies): RequestHandler =>
  async (req, res) => {
    const closed = requestSignal(res);
    try {
      const id = await receiveJob(req, dependencies, closed);
      const service = await dependencies.jobs.service();
      const job = await service.view(id, callerOf(req, dependencies), closed);
      res.status(202).location(jobPath(id)).json(job);
    } catch (error) {
      discardRest(req, res);
      throw closed.aborted ? closed.reason : error;
    }
  };

/** `Prefer: respond-async` (RFC 7240) makes a job of a request that would wait for its answer. */
export const orAsJob =
  (asJob: RequestHandler, otherwise: RequestHandler): RequestHandler =>
  (req, res, next) => {
    const wanted = /(?:^|[,\s])respond-async(?:[,;\s]|$)/i.test(req.get('prefer') ?? '');
    if (!wanted) return otherwise(req, res, next);
    res.setHeader('Preference-Applied', 'respond-async');
    return asJob(req, res, next);
  };

const pollSeconds = 1;

export const viewJob =
  (dependencies: JobsDependencies): RequestHandler =>
  async (req, res) => {
    const closed = requestSignal(res);
    const { wait } = validateBody(jobQuery, { ...req.query });
    const service = await dependencies.jobs.service();
    const patience = { ms: wait * 1000, isOver: () => dependencies.lifecycle.draining };
    const job = await service.wait(idOf(req), callerOf(req, dependencies), patience, closed);
    if (job.finishedAt === null) res.setHeader('Retry-After', pollSeconds);
    fresh(res).json(job);
  };

export const cancelJob =
  (dependencies: JobsDependencies): RequestHandler =>
  async (req, res) => {
    const service = await dependencies.jobs.service();
    // A cancellation is not given up because its caller has gone.
    const signal = new AbortController().signal;
    fresh(res).json(await service.cancel(idOf(req), callerOf(req, dependencies), signal));
  };

export const listJobs =
  (dependencies: JobsDependencies): RequestHandler =>
  async (req, res) => {
    const { limit, after } = validateBody(jobListQuery, { ...req.query });
    const service = await dependencies.jobs.service();
    const page = { limit, ...(after !== undefined && { after }) };
    fresh(res).json(await service.list(callerOf(req, dependencies), page, requestSignal(res)));
  };

const fresh = (res: Response): Response => res.setHeader('Cache-Control', 'no-store');
