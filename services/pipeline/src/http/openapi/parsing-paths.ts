/** The two operations of the reference, and health, in the document. */
import { failures } from './failures.ts';
import { idempotencyKey, jobAccepted } from './job-paths.ts';
import { fileBodies, headerParameter, jsonAnswer, optionsInQuery, type Paths } from './operation.ts';
import { schemaRef } from './schemas.ts';

export const parsingPaths = {
  '/layout-parsing': {
    post: {
      operationId: 'infer',
      tag: 'Parsing',
      summary: 'Parse a document',
      description: 'JSON, a form, or the bare file with options in the query.',
      parameters: [
        headerParameter('Prefer', 'Makes a job of the request (RFC 7240), as POST /v1/jobs does', {
          type: 'string',
          enum: ['respond-async'],
        }),
        idempotencyKey,
        optionsInQuery('LayoutParsingOptions'),
      ],
      body: fileBodies('LayoutParsingRequest', 'LayoutParsingForm'),
      answers: { 200: jsonAnswer('The document', 'LayoutParsingAnswer'), 202: jobAccepted },
      failures: failures.layoutParsing,
    },
  },
  '/restructure-pages': {
    post: {
      operationId: 'restructurePages',
      tag: 'Parsing',
      summary: 'Merge tables over page ends and level titles',
      description: 'Takes pages of former answers of /layout-parsing.',
      body: { 'application/json': { schema: schemaRef('RestructurePagesRequest') } },
      answers: { 200: jsonAnswer('The pages', 'RestructurePagesAnswer') },
      failures: failures.restructurePages,
    },
  },
} as const satisfies Paths;

const alive = jsonAnswer('The process answers', 'Health');
const ready = jsonAnswer('A document could be parsed now', 'Health');

export const healthPaths = {
  '/health': {
    get: { operationId: 'checkHealth', tag: 'Health', summary: 'Alive', answers: { 200: alive }, open: true },
  },
  '/health/ready': {
    get: {
      operationId: 'checkReadiness',
      tag: 'Health',
      summary: 'Ready; 503 names what is missing',
      answers: { 200: ready },
      failures: failures.ready,
      open: true,
    },
  },
  '/v2/health/live': {
    get: {
      operationId: 'checkServerLive',
      tag: 'Health',
      summary: 'Alive, by the name of KServe',
      answers: { 200: alive },
      open: true,
    },
  },
  '/v2/health/ready': {
    get: {
      operationId: 'checkServerReady',
      tag: 'Health',
      summary: 'Ready, by the name of KServe',
      answers: { 200: ready },
      failures: failures.ready,
      open: true,
    },
  },
} as const satisfies Paths;
