/** `/v1/jobs` in the document. docs/jobs.md tells more. */
import { exportContentTypes } from '@recto/assembly';
import { jobListQuery, jobQuery, jobResultQuery } from '@recto/contracts';
import { failures } from './failures.ts';
import {
  fileBodies,
  headerParameter,
  jsonAnswer,
  optionsInQuery,
  type Paths,
  pathParameter,
  textSchema,
} from './operation.ts';
import { queryParameters, schemaRef } from './schemas.ts';

export const idempotencyKey = headerParameter(
  'Idempotency-Key',
  'A job that is handed in again under its key is the same job',
  { type: 'string', maxLength: 255 },
);

export const jobAccepted = jsonAnswer('The job', 'Job', {
  Location: { description: 'Where the job is looked up', schema: textSchema },
});

const id = pathParameter('id');

const { json: _, html, ...binaryTypes } = exportContentTypes;
const contentType = (value: string): string => value.split(';')[0] as string;

export const jobPaths = {
  '/v1/jobs': {
    get: {
      operationId: 'listJobs',
      tag: 'Jobs',
      summary: "The caller's jobs, newest first",
      parameters: queryParameters(jobListQuery),
      answers: { 200: jsonAnswer('Some jobs', 'JobList') },
      failures: failures.listJobs,
    },
    post: {
      operationId: 'submitJob',
      tag: 'Jobs',
      summary: 'Hand in a document',
      description: 'Body and options as of /layout-parsing, and what is told to whom.',
      parameters: [idempotencyKey, optionsInQuery('JobRequestOptions')],
      body: fileBodies('JobRequest', 'JobForm'),
      answers: { 202: jobAccepted },
      failures: failures.submitJob,
    },
  },
  '/v1/jobs/{id}': {
    get: {
      operationId: 'viewJob',
      tag: 'Jobs',
      summary: 'How a job is getting on',
      parameters: [id, ...queryParameters(jobQuery)],
      answers: { 200: jsonAnswer('The job', 'Job') },
      failures: failures.viewJob,
    },
    delete: {
      operationId: 'cancelJob',
      tag: 'Jobs',
      summary: 'Cancel a job',
      description: 'Rendering, inference and calls to the VLM stop at once.',
      parameters: [id],
      answers: { 200: jsonAnswer('The job', 'Job') },
      failures: failures.oneJob,
    },
  },
  '/v1/jobs/{id}/events': {
    get: {
      operationId: 'followJob',
      tag: 'Jobs',
      summary: 'Each page as it is done',
      parameters: [
        id,
        headerParameter('Last-Event-ID', 'Of the last event that was seen: only pages after it come again'),
      ],
      answers: {
        200: {
          description:
            'Server-sent events: `page` ({"page", "total"}), `progress` (the job) and `end` (the job). The id of an event says which pages its reader has',
          content: { 'text/event-stream': { schema: textSchema } },
        },
      },
      failures: failures.oneJob,
    },
  },
  '/v1/jobs/{id}/pages/{n}': {
    get: {
      operationId: 'readJobPage',
      tag: 'Jobs',
      summary: 'A page of the answer, from 1, also while the job runs',
      parameters: [id, pathParameter('n', { type: 'integer', minimum: 1 })],
      answers: { 200: jsonAnswer('The page', 'LayoutParsingElement') },
      failures: failures.jobPage,
    },
  },
  '/v1/jobs/{id}/result': {
    get: {
      operationId: 'readJobResult',
      tag: 'Jobs',
      summary: 'What a job made; of a failed job its failure',
      parameters: [id, ...queryParameters(jobResultQuery)],
      answers: {
        200: {
          description: 'The document, in the format that was asked for; `jsonl` has one page a line',
          content: {
            'application/json': { schema: schemaRef('LayoutParsingAnswer') },
            'application/x-ndjson': { schema: textSchema },
            'text/markdown': { schema: textSchema },
            [contentType(html)]: { schema: textSchema },
            ...Object.fromEntries(Object.values(binaryTypes).map((type) => [contentType(type), {}])),
          },
        },
      },
      failures: failures.jobResult,
    },
  },
} as const satisfies Paths;
