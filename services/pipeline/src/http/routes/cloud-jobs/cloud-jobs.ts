/**
 * `/api/v2/ocr/jobs`: the cloud's own jobs, which newer clients of RAGFlow, Dify and WeKnora speak in place of `/layout-parsing`
 * (deploy-and-backends.md F.3). The same jobs as those of `/v1/jobs`.
 */
import { randomUUID } from 'node:crypto';
import { type JobState, type JobView, RectoError } from '@recto/contracts';
import { asRectoError, requestSignal } from '@recto/service-kit';
import type { Request, RequestHandler, Response } from 'express';
import { describePages } from '../../../conductor/document-pages.ts';
import type { ParsedDocument } from '../../../conductor/parse-document.ts';
import { isJobId } from '../../../jobs/store/job-store.ts';
import { createSignedFiles } from '../../../storage/signed-files.ts';
import { discardRest } from '../../body/incoming-body.ts';
import { callerOf } from '../../caller.ts';
import { pageResultStream } from '../../result-stream.ts';
import { streamTo } from '../../stream-to.ts';
import { idOf, type JobsDependencies } from '../jobs/jobs-dependencies.ts';
import { receiveJob } from '../jobs/receive-job.ts';
import { cloudOrder } from './cloud-order.ts';
import type { CloudFailure, CloudJob, CloudState } from './cloud-shapes.ts';

export const cloudJobsPath = '/api/v2/ocr/jobs';
const resultsPath = `${cloudJobsPath}/results`;

export interface CloudJobsDependencies extends JobsDependencies {
  /** How addresses of results are made. */
  readonly links: {
    /** Under which clients reach this server; null: what they called it. */
    readonly publicUrl: string | null;
    readonly secret: string;
  };
}

/** How long an address of a result works, s. A poll gives a new one. */
const linkSeconds = 3600;

export const submitCloudJob = (dependencies: CloudJobsDependencies): RequestHandler =>
  inCloudWords(async (req, res) => {
    const closed = requestSignal(res);
    const jobId = await receiveJob(req, dependencies, closed, cloudOrder);
    answer(res, { jobId });
  });

export const viewCloudJob = (dependencies: CloudJobsDependencies): RequestHandler =>
  inCloudWords(async (req, res) => {
    const service = await dependencies.jobs.service();
    const job = await service.view(idOf(req), callerOf(req, dependencies), requestSignal(res));
    const isDone = stateOf[job.state] === 'done';
    answer(res, cloudView(job, isDone ? await linkTo(job.id, req, dependencies) : null));
  });

/** To whoever has an address that this server signed: clients send no key with it. */
export const cloudResult = (dependencies: CloudJobsDependencies): RequestHandler =>
  inCloudWords(async (req, res) => {
    const id = idOf(req);
    const { expires, signature } = req.query;
    const links = linksOf(req, dependencies);
    if (!isJobId(id) || !links.isValid(fileOf(id), String(expires), String(signature))) {
      throw new RectoError('files.link_invalid');
    }
    const closed = requestSignal(res);
    const service = await dependencies.jobs.service();
    const record = await service.store.record(id, closed);
    if (record === null) throw new RectoError('job.not_found');
    const document = await service.document(id, record.owner, closed);
    res.setHeader('Cache-Control', 'private, no-store');
    res.setHeader('Content-Type', 'application/jsonl');
    await streamTo(res, lines(document), closed);
  });

const stateOf: Readonly<Record<JobState, CloudState>> = {
  queued: 'pending',
  running: 'running',
  succeeded: 'done',
  partial: 'done',
  failed: 'failed',
  cancelled: 'failed',
  expired: 'failed',
};

const cloudView = (job: JobView, jsonUrl: string | null): CloudJob => ({
  jobId: job.id,
  state: stateOf[job.state],
  errorMsg: job.error?.message ?? (job.state === 'cancelled' ? 'The job was cancelled' : ''),
  extractProgress: {
    totalPages: job.pages.total ?? 0,
    extractedPages: job.pages.done,
    startTime: job.startedAt ?? '',
    endTime: job.finishedAt ?? '',
  },
  ...(jsonUrl && { resultUrl: { jsonUrl }, resultJsonUrl: jsonUrl }),
});

const fileOf = (id: string): string => `${id}.jsonl`;

const linksOf = (req: Request, { links: { publicUrl, secret } }: CloudJobsDependencies) =>
  createSignedFiles({
    publicUrl: publicUrl ?? `${req.protocol}://${req.get('host')}`,
    path: resultsPath,
    secret,
    urlSeconds: linkSeconds,
  });

const linkTo = (id: string, req: Request, dependencies: CloudJobsDependencies): Promise<string> =>
  linksOf(req, dependencies).urlOf(fileOf(id));

const newline = Buffer.from('\n');

/** A line is the result of one page. */
async function* lines({ pages, dataInfo, spool }: ParsedDocument): AsyncGenerator<Uint8Array> {
  for (const page of pages) {
    yield* pageResultStream(page, { dataInfo: describePages(dataInfo.type, [page.size]), spool }).chunks();
    yield newline;
  }
}

function answer(res: Response, data: object): void {
  res.setHeader('Cache-Control', 'no-store');
  res.json({ traceId: res.locals.requestId, code: 0, msg: 'Success', data });
}

/** The cloud's own numbers where it has one; otherwise the status. */
const cloudCode = ({ code, status }: RectoError): number => {
  if (code === 'request.invalid' || code === 'request.not_json') return 10008;
  return code === 'job.queue_full' ? 10010 : status;
};

/** Failures in the shape of the cloud: `code` other than 0, and `msg`. */
function inCloudWords(handler: (req: Request, res: Response) => Promise<void>): RequestHandler {
  return async (req, res) => {
    try {
      await handler(req, res);
    } catch (thrown) {
      const error = asRectoError(thrown);
      // The usual handler logs these, and cuts an answer that has begun.
      if (error.status >= 500 || res.headersSent) throw thrown;
      discardRest(req, res);
      const { code, message, retryAfterSeconds } = error;
      if (retryAfterSeconds !== undefined) res.setHeader('Retry-After', String(Math.ceil(retryAfterSeconds)));
      res.setHeader('X-Recto-Error-Code', code);
      res.status(error.status).json({
        traceId: res.locals.requestId ?? randomUUID(),
        code: cloudCode(error),
        msg: message,
      } satisfies CloudFailure);
    }
  };
}
