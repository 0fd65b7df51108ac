/** Takes a job in: the file goes to the store while it arrives, and the job exists when everything about it has been checked. */
import { invalidRequest, jobOptions, RectoError, validateBody } from '@recto/contracts';
import type { Request } from 'express';
import { linked } from '../../../conductor/deadline.ts';
import { parseSettings } from '../../../conductor/parse-settings.ts';
import type { Submission } from '../../../jobs/job-service.ts';
import type { BlobInfo } from '../../../jobs/store/blob-store.ts';
import { newJobId } from '../../../jobs/store/job-store.ts';
import { checkedRequest } from '../../body/checked-request.ts';
import type { ReadBody } from '../../body/read-json.ts';
import { readParseBody } from '../../body/read-parse-body.ts';
import { createStoreSink } from '../../body/store-sink.ts';
import { callerOf } from '../../caller.ts';
import type { JobsDependencies } from './jobs-dependencies.ts';

/** From a body as it was sent to the fields and file of `/layout-parsing`. */
export type ReadOrder = (body: ReadBody<BlobInfo>) => ReadBody<BlobInfo>;

const longestKey = 255;

/** The id of the job. Throws RectoError request.*, file.*, job.*, model.not_installed. */
export async function receiveJob(
  req: Request,
  { jobs, settings, installed, body, ...dependencies }: JobsDependencies,
  closed: AbortSignal,
  readOrder: ReadOrder = (sent) => sent,
): Promise<string> {
  const idempotencyKey = keyOf(req);
  const service = await jobs.service();
  const owner = callerOf(req, dependencies);
  await service.checkRoom(owner, closed);
  const id = newJobId(Date.now());
  const refused = new AbortController();
  const signal = linked(closed, refused.signal);
  const openSink = () => createStoreSink((content) => service.store.putInput(id, content, signal));
  try {
    const sent = readOrder(await readParseBody(req, req.query, body, openSink, signal));
    const { request, file } = checkedRequest(sent.fields, sent.file);
    // What this server cannot do is refused here and not by a worker.
    parseSettings(request, settings, installed);
    const fields = sent.fields as Readonly<Record<string, unknown>>;
    return await service.submit(
      {
        id,
        owner,
        fields,
        input: file.kind === 'url' ? { url: file.url } : file.bytes,
        ...optionsOf(fields, dependencies),
        idempotencyKey,
      },
      signal,
    );
  } catch (error) {
    refused.abort(error);
    await service.store.blobs.remove(`jobs/${id}`, new AbortController().signal).catch(() => {});
    throw error;
  }
}

function optionsOf(
  fields: object,
  { webhookSecret }: Pick<JobsDependencies, 'webhookSecret'>,
): Pick<Submission, 'priority' | 'callback'> {
  const { priority, callback } = validateBody(jobOptions, fields);
  if (!callback) return { priority: priority ?? 'normal', callback: null };
  const secret = callback.secret ?? webhookSecret;
  if (secret === null) {
    const msg = 'Value error, give a secret: this server has none of its own to sign with';
    throw invalidRequest([{ type: 'value_error', loc: ['body', 'callback', 'secret'], msg, input: null }]);
  }
  const wantsPages = callback.events.includes('job.page');
  return { priority: priority ?? 'normal', callback: { url: callback.url, secret, wantsPages } };
}

function keyOf(req: Request): string | null {
  const key = req.get('idempotency-key')?.trim() ?? '';
  if (key.length > longestKey) {
    throw new RectoError('request.invalid', {
      message: `The idempotency key is longer than ${longestKey} characters`,
    });
  }
  return key === '' ? null : key;
}
