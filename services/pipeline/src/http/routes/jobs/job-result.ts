/** What a job made, streamed from the store: the whole document in several forms, and single pages also while the job runs. */
import { exportContentTypes } from '@recto/assembly';
import { jobResultQuery, RectoError, validateBody } from '@recto/contracts';
import { requestSignal } from '@recto/service-kit';
import type { RequestHandler, Response } from 'express';
import type { ParsedDocument } from '../../../conductor/parse-document.ts';
import { readWhole } from '../../../conductor/spool.ts';
import { exportOnDemand } from '../../../jobs/export-on-demand.ts';
import { readOnlySpool } from '../../../jobs/store/stored-spool.ts';
import { decodeCore } from '../../../result/page-element.ts';
import { callerOf } from '../../caller.ts';
import { elementStream, resultStream } from '../../result-stream.ts';
import { streamTo } from '../../stream-to.ts';
import { idOf, type JobsDependencies } from './jobs-dependencies.ts';

/** A client that takes nothing for so long is gone. */
const stalledClientMs = 120_000;

export const jobResult =
  (dependencies: JobsDependencies): RequestHandler =>
  async (req, res) => {
    const closed = requestSignal(res);
    const { format } = validateBody(jobResultQuery, { ...req.query });
    const service = await dependencies.jobs.service();
    const id = idOf(req);
    const document = await service.document(id, callerOf(req, dependencies), closed);
    res.setHeader('Cache-Control', 'private, no-store');
    if (format === 'json') {
      const answer = resultStream(id, document);
      res.setHeader('Content-Length', answer.length);
      await send(res, 'application/json', answer.chunks(), closed);
    } else if (format === 'jsonl') await send(res, 'application/x-ndjson', jsonLines(document), closed);
    else if (format === 'markdown')
      await send(res, 'text/markdown; charset=utf-8', markdown(document), closed);
    else {
      const means = { store: service.store, scheduler: dependencies.parts.scheduler };
      const file = await exportOnDemand(id, document, format, means, closed);
      res.setHeader('Content-Length', file.length);
      res.setHeader('Content-Disposition', `attachment; filename="${id}.${format}"`);
      await send(res, exportContentTypes[format], file.chunks(), closed);
    }
  };

async function send(
  res: Response,
  contentType: string,
  chunks: AsyncIterable<Uint8Array>,
  closed: AbortSignal,
): Promise<void> {
  res.setHeader('Content-Type', contentType);
  res.setTimeout(stalledClientMs, () => res.destroy());
  await streamTo(res, chunks, closed);
}

const newline = Buffer.from('\n');

/** One element of `layoutParsingResults` a line. */
async function* jsonLines(document: ParsedDocument): AsyncGenerator<Uint8Array> {
  for (const page of document.pages) {
    yield* elementStream(page, document.spool).chunks();
    yield newline;
  }
}

async function* markdown({ pages, spool }: ParsedDocument): AsyncGenerator<Uint8Array> {
  for (const [i, { core }] of pages.entries()) {
    const { text } = decodeCore(await readWhole(spool, core)).markdown;
    yield Buffer.from(i === 0 ? text : `\n\n${text}`);
  }
  yield newline;
}

/** `/pages/{n}`, from 1. */
export const jobPage =
  (dependencies: JobsDependencies): RequestHandler =>
  async (req, res) => {
    const closed = requestSignal(res);
    const number = String(req.params.n);
    if (!/^[1-9]\d{0,5}$/.test(number)) throw new RectoError('job.page_not_done');
    const service = await dependencies.jobs.service();
    const page = await service.page(idOf(req), callerOf(req, dependencies), Number(number) - 1, closed);
    const answer = elementStream(page, readOnlySpool(service.store.blobs, closed));
    res.setHeader('Cache-Control', 'private, no-store');
    res.setHeader('Content-Length', answer.length);
    await send(res, 'application/json', answer.chunks(), closed);
  };
