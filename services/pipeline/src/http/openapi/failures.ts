/** Which failures a caller of an operation may see, by their codes in the catalogue. */
import { type ErrorCode, errorCatalogue } from '@recto/contracts';
import { type SchemaName, schemaRef } from './schemas.ts';

const ofBody = [
  'request.invalid',
  'request.not_json',
  'request.body_too_large',
  'request.slow_body',
] as const;

/** Of a file while it arrives. */
const ofSentFile = [
  'request.unsupported_media_type',
  'file.empty',
  'file.not_base64',
  'url.invalid',
] as const;

/** Of a document that is opened and worked on. */
const ofParsing = [
  'file.type_undetermined',
  'file.type_unsupported',
  'file.broken',
  'file.encrypted',
  'file.wrong_password',
  'file.no_pages',
  'file.too_many_pages',
  'file.bomb',
  'image.too_many_pixels',
  'pages.invalid',
  'pages.out_of_range',
  'url.not_allowed',
  'url.unreachable',
  'url.bad_status',
  'url.too_large',
  'url.timeout',
  'page.render_failed',
  'page.timeout',
  'layout.failed',
  'vlm.unreachable',
  'vlm.loading',
  'vlm.overloaded',
  'vlm.timeout',
  'vlm.rejected',
  'vlm.failed',
  'export.not_available',
  'export.too_large',
] as const;

const ofStore = ['storage.unavailable', 'storage.refused', 'server.spool_full'] as const;
const ofJobs = ['job.queue_unavailable', ...ofStore] as const;
const ofSubmission = [
  ...ofBody,
  ...ofSentFile,
  ...ofJobs,
  'model.not_installed',
  'job.queue_full',
  'job.key_reused',
  'server.draining',
] as const;
const ofOneJob = ['job.not_found', 'job.expired', ...ofJobs] as const;

export const failures = {
  layoutParsing: [...ofSubmission, ...ofParsing, 'request.timeout', 'server.busy', 'pages.rate_exceeded'],
  restructurePages: [...ofBody, 'export.not_available', 'export.too_large', 'server.busy', 'server.draining'],
  submitJob: ofSubmission,
  listJobs: ['request.invalid', ...ofJobs],
  oneJob: ofOneJob,
  viewJob: ['request.invalid', ...ofOneJob],
  jobPage: ['job.page_not_done', ...ofOneJob],
  jobResult: ['request.invalid', 'job.not_finished', 'job.cancelled', 'job.lost', ...ofParsing, ...ofOneJob],
  cloudResult: ['files.link_invalid', ...ofOneJob],
  ready: ['server.not_ready'],
} as const satisfies Readonly<Record<string, readonly ErrorCode[]>>;

/**
 * Answers by status.
 * @param schemaOf of the body of a failure with that status
 */
export function failureResponses(
  codes: readonly ErrorCode[],
  schemaOf: (status: number) => SchemaName,
): Record<string, object> {
  const byStatus = Map.groupBy(new Set(codes), (code) => errorCatalogue[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, ofStatus]) => [String(status), failureResponse(ofStatus, schemaOf(status))]),
  );
}

function failureResponse(codes: readonly ErrorCode[], schema: SchemaName): object {
  const mayPass = codes.some((code) => errorCatalogue[code].retryable);
  return {
    description: codes.map((code) => `- \`${code}\`: ${errorCatalogue[code].message}`).join('\n'),
    headers: {
      'X-Recto-Error-Code': { schema: { type: 'string', enum: codes } },
      ...(mayPass && {
        'Retry-After': { description: 'Seconds, where waiting helps', schema: { type: 'integer' } },
      }),
    },
    content: { 'application/json': { schema: schemaRef(schema) } },
  };
}
