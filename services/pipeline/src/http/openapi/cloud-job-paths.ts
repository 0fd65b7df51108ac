/** `/api/v2/ocr/jobs` in the document. */
import { cloudJobsPath } from '../routes/cloud-jobs/cloud-jobs.ts';
import { failures } from './failures.ts';
import { jsonAnswer, type OperationPlan, type Paths, pathParameter, textSchema } from './operation.ts';
import { type SchemaName, schemaRef } from './schemas.ts';

/** As `inCloudWords` has it, behind the check of the key. */
const failureSchema = (status: number): SchemaName =>
  status === 401 || status >= 500 ? 'Failure' : 'CloudFailure';
const inCloudWords = { tag: 'Cloud jobs', failureSchema } as const satisfies Partial<OperationPlan>;

const id = pathParameter('id');
const signed = (name: string): object => ({ name, in: 'query', required: true, schema: textSchema });

export const cloudJobPaths = {
  [cloudJobsPath]: {
    post: {
      ...inCloudWords,
      operationId: 'submitCloudJob',
      summary: "Hand in a document, as clients of PaddleOCR's cloud do",
      body: {
        'application/json': {
          schema: schemaRef('CloudJobRequest'),
          example: { fileUrl: 'https://example.com/paper.pdf', optionalPayload: { visualize: false } },
        },
        'multipart/form-data': { schema: schemaRef('CloudJobForm') },
      },
      answers: { 200: jsonAnswer('The id of the job', 'CloudJobAccepted') },
      failures: failures.submitJob,
    },
  },
  [`${cloudJobsPath}/{id}`]: {
    get: {
      ...inCloudWords,
      operationId: 'viewCloudJob',
      summary: 'How a job is getting on',
      parameters: [id],
      answers: { 200: jsonAnswer('The job', 'CloudJob') },
      failures: failures.oneJob,
    },
  },
  [`${cloudJobsPath}/results/{id}.jsonl`]: {
    get: {
      ...inCloudWords,
      operationId: 'readCloudResult',
      summary: 'The result, behind the address that the job gives',
      parameters: [id, signed('expires'), signed('signature')],
      answers: {
        200: {
          description: 'A line is the result of one page',
          content: { 'application/jsonl': { schema: textSchema } },
        },
      },
      failures: failures.cloudResult,
      open: true,
    },
  },
} satisfies Paths;
