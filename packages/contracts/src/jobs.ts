/** Jobs, the asynchronous face of parsing (extension): what is sent beside the options of `/layout-parsing`, and what is told about a job. */
import { z } from 'zod';
import { type ErrorCode, errorCatalogue } from './error-catalogue.ts';
import { blockFailure } from './page-result.ts';

export const jobPriorities = ['high', 'normal', 'low'] as const;
export type JobPriority = (typeof jobPriorities)[number];

/** `expired`: its results have been deleted. */
export const jobStates = [
  'queued',
  'running',
  'succeeded',
  'partial',
  'failed',
  'cancelled',
  'expired',
] as const;
export type JobState = (typeof jobStates)[number];

export const jobEventNames = ['job.page', 'job.finished'] as const;
export type JobEventName = (typeof jobEventNames)[number];

const callbackUrl = z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }).max(8192);
const callback = z.object({
  url: callbackUrl,
  events: z.array(z.enum(jobEventNames)).default([]).describe('job.finished is always told'),
  secret: z
    .string()
    .min(16)
    .max(256)
    .nullish()
    .describe('Signs what is sent; without one that of the server does'),
});

/** Fields of `POST /v1/jobs` beside those of `/layout-parsing`. */
export const jobOptions = z.object({
  priority: z.enum(jobPriorities).nullish(),
  callback: z
    .union([callbackUrl.transform((url): z.output<typeof callback> => ({ url, events: [] })), callback])
    .nullish()
    .describe('Who is told about the job; a text is the URL'),
});
export type JobOptions = z.output<typeof jobOptions>;

export const jobResultFormats = ['json', 'jsonl', 'markdown', 'zip', 'docx', 'html', 'pdf'] as const;
export type JobResultFormat = (typeof jobResultFormats)[number];

const wholeNumber = (least: number, most: number) =>
  z.coerce.number(`must be a number from ${least} to ${most}`).int().min(least).max(most);

/** Query of `GET /v1/jobs/{id}`. */
export const jobQuery = z.object({
  wait: wholeNumber(0, 60).default(0).describe('Seconds to wait for the end of the job'),
});
/** Query of `GET /v1/jobs/{id}/result`. */
export const jobResultQuery = z.object({ format: z.enum(jobResultFormats).default('json') });
/** Query of `GET /v1/jobs`. */
export const jobListQuery = z.object({
  limit: wholeNumber(1, 100).default(20),
  after: z.string().max(100).optional().describe('The "next" of the page before'),
});

export const jobFailure = z.object({
  code: z.enum(Object.keys(errorCatalogue) as ErrorCode[]),
  message: z.string(),
  retryable: z.boolean(),
  page: z.int().optional().describe('Of the answer, from 0'),
  block: z.int().optional(),
});
export type JobFailure = Readonly<z.output<typeof jobFailure>>;

const jobDelivery = z
  .object({
    event: z.enum(jobEventNames),
    page: z.int().optional().describe('Of the answer, from 1, for job.page'),
    at: z.string(),
    status: z.int().nullable().describe('HTTP status; null when nobody answered'),
    ok: z.boolean(),
  })
  .readonly()
  .describe('One attempt to tell a callback');
export type JobDelivery = z.output<typeof jobDelivery>;

const time = z.string().meta({ format: 'date-time', description: 'ISO 8601 in UTC' });

export const jobView = z
  .object({
    id: z.string(),
    state: z.enum(jobStates).describe('expired: its results have been deleted'),
    priority: z.enum(jobPriorities),
    createdAt: time,
    startedAt: time.nullable(),
    finishedAt: time.nullable(),
    expiresAt: time.nullable().describe('When its results are deleted; null until it has finished'),
    input: z.object({ bytes: z.int().nullable(), sha256: z.string().nullable() }).readonly(),
    pages: z
      .object({
        total: z.int().nullable().describe('Null until the document was opened'),
        rendered: z.int(),
        recognised: z.int(),
        done: z.int(),
        failed: z.int(),
      })
      .readonly(),
    blocks: z.object({ done: z.int() }).readonly(),
    queuePosition: z.int().nullable().describe('How many stand before it, while it is queued'),
    etaSeconds: z.number().nullable(),
    timings: z
      .record(z.string(), z.number())
      .readonly()
      .describe(
        'ms per step, when it has ended: summed over its pages and all workers, of the attempts that counted, waiting for a turn included. queue is how long it waited until its pages were begun',
      ),
    failures: z.array(blockFailure).readonly(),
    error: jobFailure.readonly().nullable(),
    deliveries: z
      .array(jobDelivery)
      .readonly()
      .optional()
      .describe('Of a job with a callback, the newest last'),
  })
  .readonly();
export type JobView = z.output<typeof jobView>;

export const jobList = z
  .object({
    jobs: z.array(jobView).readonly(),
    next: z.string().nullable().describe('For "after" of the next page; null at the end'),
  })
  .readonly();
export type JobList = z.output<typeof jobList>;
