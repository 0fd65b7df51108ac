/** `POST /layout-parsing`: checks the request, hands it to the conductor, writes the answer from the spool. */
import { randomUUID } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { RectoError } from '@recto/contracts';
import { type Logger, requestSignal } from '@recto/service-kit';
import type { Request, RequestHandler, Response } from 'express';
import type { Admission, Stay } from '../../conductor/admission.ts';
import { type ParsedDocument, parseDocument } from '../../conductor/parse-document.ts';
import { type InstalledModels, parseSettings } from '../../conductor/parse-settings.ts';
import type { ConductorParts } from '../../conductor/parts.ts';
import type { PipelineSettings } from '../../conductor/pipeline-settings.ts';
import { serverTiming } from '../../conductor/stage-clock.ts';
import type { PageAllowance } from '../../limits/page-allowance.ts';
import { createByteSink } from '../body/byte-sink.ts';
import { checkedRequest } from '../body/checked-request.ts';
import { announcedLength, type BodyLimits, discardRest } from '../body/incoming-body.ts';
import { readParseBody } from '../body/read-parse-body.ts';
import { callerOf } from '../caller.ts';
import { resultStream } from '../result-stream.ts';

export interface LayoutParsingDependencies {
  readonly parts: ConductorParts;
  readonly settings: PipelineSettings;
  readonly installed: InstalledModels;
  readonly admission: Admission;
  readonly body: BodyLimits;
  readonly apiKeys: readonly string[];
  readonly allowance: PageAllowance;
  readonly logger: Logger;
}

export const layoutParsing =
  (dependencies: LayoutParsingDependencies): RequestHandler =>
  async (req, res) => {
    const closed = requestSignal(res);
    try {
      // Before the document is read: a key that has no pages left is told at once.
      refuseFor(await dependencies.allowance.wait(callerOf(req, dependencies), 'interactive'));
      const { logId, document } = await admitted(req, dependencies, closed);
      try {
        await send(res, logId, document);
        dependencies.logger.info(summary(res, document), 'document parsed');
      } finally {
        await document.spool.close();
      }
    } catch (error) {
      discardRest(req, res);
      throw closed.aborted ? closed.reason : error;
    }
  };

interface Parsed {
  readonly logId: string;
  readonly document: ParsedDocument;
}

/** Holds a place while there is work to do; the answer, which waits on disk, needs none. */
async function admitted(
  req: Request,
  dependencies: LayoutParsingDependencies,
  closed: AbortSignal,
): Promise<Parsed> {
  const { admission, body } = dependencies;
  const announced = announcedLength(req, body);
  const stay = await admission.enter(announced ?? body.maxBytes, closed);
  try {
    return await parse(req, dependencies, stay, closed);
  } finally {
    stay.leave();
  }
}

async function parse(
  req: Request,
  { parts, settings, installed, body, allowance, apiKeys }: LayoutParsingDependencies,
  stay: Stay,
  closed: AbortSignal,
): Promise<Parsed> {
  const sent = await readParseBody(req, req.query, body, createByteSink, closed);
  const { request, file } = checkedRequest(sent.fields, sent.file);
  const wanted = parseSettings(request, settings, installed);
  if (file.kind === 'url') await stay.holdInstead(parts.limits.fetchBytes, closed);
  const owner = callerOf(req, { apiKeys });
  const document = await parseDocument(file, wanted, parts, closed, async (pages) =>
    refuseFor(await allowance.take(owner, pages, 'interactive')),
  );
  return { logId: request.logId || randomUUID(), document };
}

/** Throws RectoError pages.rate_exceeded for a wait that is not over, ms. */
function refuseFor(waitMs: number): void {
  if (waitMs > 0)
    throw new RectoError('pages.rate_exceeded', { retryAfterSeconds: Math.ceil(waitMs / 1000) });
}

/** A client that takes nothing for so long is gone. */
const stalledClientMs = 120_000;

async function send(res: Response, logId: string, document: ParsedDocument): Promise<void> {
  const answer = resultStream(logId, document);
  res.status(200);
  res.setHeader('Content-Type', 'application/json');
  res.setHeader('Content-Length', answer.length);
  res.setHeader('Server-Timing', serverTiming(document.timings));
  res.setTimeout(stalledClientMs, () => res.destroy());
  await pipeline(answer.chunks(), res);
}

const summary = (res: Response, { pages, failures, timings }: ParsedDocument) => ({
  requestId: res.locals.requestId,
  pages: pages.length,
  failures: failures.length,
  ms: Object.fromEntries([...timings].map(([step, ms]) => [step, Math.round(ms)])),
});
