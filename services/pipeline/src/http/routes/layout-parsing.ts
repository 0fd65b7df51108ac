/** `POST /layout-parsing`: checks the request, hands it to the conductor, writes the answer from the spool. */
import { randomUUID } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { invalidRequest, layoutParsingRequest, validateBody } from '@recto/contracts';
import { abortOnClose, type Logger } from '@recto/service-kit';
import type { Request, RequestHandler, Response } from 'express';
import type { Admission } from '../../conductor/admission.ts';
import type { FileSource } from '../../conductor/file-source.ts';
import { type ParsedDocument, parseDocument } from '../../conductor/parse-document.ts';
import { type InstalledModels, parseSettings } from '../../conductor/parse-settings.ts';
import type { ConductorParts } from '../../conductor/parts.ts';
import type { PipelineSettings } from '../../conductor/pipeline-settings.ts';
import { serverTiming } from '../../conductor/stage-clock.ts';
import { announcedLength, type BodyLimits, discardRest } from '../body/incoming-body.ts';
import { readParseBody } from '../body/read-parse-body.ts';
import { resultStream } from '../result-stream.ts';

export interface LayoutParsingDependencies {
  readonly parts: ConductorParts;
  readonly settings: PipelineSettings;
  readonly installed: InstalledModels;
  readonly admission: Admission;
  readonly body: BodyLimits;
  readonly logger: Logger;
}

export const layoutParsing =
  (dependencies: LayoutParsingDependencies): RequestHandler =>
  async (req, res) => {
    const closed = abortOnClose(res);
    try {
      const announced = announcedLength(req, dependencies.body);
      const leave = await dependencies.admission.enter(announced ?? dependencies.body.maxBytes, closed);
      try {
        await parse(req, res, dependencies, closed);
      } finally {
        leave();
      }
    } catch (error) {
      discardRest(req, res);
      throw closed.aborted ? closed.reason : error;
    }
  };

async function parse(
  req: Request,
  res: Response,
  { parts, settings, installed, body: limits, logger }: LayoutParsingDependencies,
  closed: AbortSignal,
): Promise<void> {
  const { fields, file } = await readParseBody(req, req.query, limits, closed);
  const request = validateBody(layoutParsingRequest, withStandIn(fields, file));
  if (file === null) throw noFile();
  const document = await parseDocument(file, parseSettings(request, settings, installed), parts, closed);
  try {
    await send(res, request.logId || randomUUID(), document);
    logger.info(
      {
        requestId: res.locals.requestId,
        pages: document.pages.length,
        failures: document.failures.length,
        ms: Object.fromEntries([...document.timings].map(([step, ms]) => [step, Math.round(ms)])),
      },
      'document parsed',
    );
  } finally {
    await document.spool.close();
  }
}

/** The file was taken out of the fields while it arrived; the schema still wants to see one. */
function withStandIn(fields: unknown, file: FileSource | null): unknown {
  if (file === null || typeof fields !== 'object' || fields === null || Array.isArray(fields)) return fields;
  return { ...fields, file: file.kind };
}

const noFile = () =>
  invalidRequest([{ type: 'missing', loc: ['body', 'file'], msg: 'Field required', input: null }]);

async function send(res: Response, logId: string, document: ParsedDocument): Promise<void> {
  const answer = resultStream(logId, document);
  res.status(200);
  res.setHeader('Content-Type', 'application/json');
  res.setHeader('Content-Length', answer.length);
  res.setHeader('Server-Timing', serverTiming(document.timings));
  await pipeline(answer.chunks(), res);
}
