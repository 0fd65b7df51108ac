/** Jobs, the asynchronous face of parsing (extension): what is sent beside the options of `/layout-parsing`, and what is told about a job. */
import { z } from 'zod';
import type { ErrorCode } from './error-catalogue.ts';
import type { BlockFailure } from './page-result.ts';

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

const callback = z.object({
  url: z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }).max(8192),
  /** `job.finished` is always told. */
  events: z.array(z.enum(jobEventNames)).default([]),
  /** Signs what is sent; null: the server's own. */
  secret: z.string().min(16).max(256).nullish(),
});

/** Fields of `POST /v1/jobs` beside those of `/layout-parsing`. */
export const jobOptions = z.object({
  priority: z.enum(jobPriorities).nullish(),
  /** Who is told about the job; a text is its URL. */
  callback: z.preprocess((value) => (typeof value === 'string' ? { url: value } : value), callback.nullish()),
});
export type JobOptions = z.output<typeof jobOptions>;

export const jobResultFormats = ['json', 'jsonl', 'markdown', 'zip', 'docx', 'html', 'pdf'] as const;
export type JobResultFormat = (typeof jobResultFormats)[number];

const wholeNumber = (least: number, most: number) =>
  z.coerce.number(`must be a number from ${least} to ${most}`).int().min(least).max(most);

/** Query of `GET /v1/jobs/{id}`: seconds to wait for the job's end. */
export const jobQuery = z.object({ wait: wholeNumber(0, 60).default(0) });
/** Query of `GET /v1/jobs/{id}/result`. */
export const jobResultQuery = z.object({ format: z.enum(jobResultFormats).default('json') });
/** Query of `GET /v1/jobs`; `after` is the `next` of the page before. */
export const jobListQuery = z.object({
  limit: wholeNumber(1, 100).default(20),
  after: z.string().max(100).optional(),
});

export interface JobFailure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  /** Of the answer, from 0. */
  readonly page?: number | undefined;
  readonly block?: number | undefined;
}

/** One attempt to tell a callback. */
export interface JobDelivery {
  readonly event: JobEventName;
  /** Of the answer, from 1, for `job.page`. */
  readonly page?: number;
  readonly at: string;
  /** HTTP status; null when nobody answered. */
  readonly status: number | null;
  readonly ok: boolean;
}

/** Times are ISO 8601 in UTC. */
export interface JobView {
  readonly id: string;
  readonly state: JobState;
  readonly priority: JobPriority;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** When its results are deleted; null until it has finished. */
  readonly expiresAt: string | null;
  readonly input: { readonly bytes: number | null; readonly sha256: string | null };
  readonly pages: {
    /** Null until the document was opened. */
    readonly total: number | null;
    readonly rendered: number;
    readonly recognised: number;
    readonly done: number;
    readonly failed: number;
  };
  readonly blocks: { readonly done: number };
  /** How many stand before it, while it is queued. */
  readonly queuePosition: number | null;
  readonly etaSeconds: number | null;
  /**
   * ms per step, when it has ended: summed over its pages and all workers, of the attempts that counted, waiting for a turn included. `queue` is how
   * long it waited until its pages were begun.
   */
  readonly timings: Readonly<Record<string, number>>;
  readonly failures: readonly BlockFailure[];
  readonly error: JobFailure | null;
  /** Of a job with a callback, the newest last. */
  readonly deliveries?: readonly JobDelivery[];
}

export interface JobList {
  readonly jobs: readonly JobView[];
  /** For `after` of the next page; null at the end. */
  readonly next: string | null;
}
