/**
 * Every failure that can leave a Recto process: code, HTTP status, message, whether the same call may
 * succeed later. Codes are stable API; nothing in the project matches on message text.
 */
export const errorCatalogue = {
  'request.invalid': { status: 422, retryable: false, message: 'The request is not valid' },
  'request.not_json': { status: 422, retryable: false, message: 'The body is not JSON' },
  'request.body_too_large': {
    status: 413,
    retryable: false,
    message: 'The body is larger than this server accepts',
  },
  'request.unsupported_media_type': {
    status: 415,
    retryable: false,
    message: 'The content type of the body is not supported',
  },
  'request.aborted': { status: 499, retryable: true, message: 'The client closed the request' },
  'request.timeout': {
    status: 504,
    retryable: true,
    message: 'The request took longer than this server allows',
  },
  'request.slow_body': { status: 408, retryable: true, message: 'The body arrived too slowly' },
  'route.not_found': { status: 404, retryable: false, message: 'Not Found' },
  'route.method_not_allowed': { status: 405, retryable: false, message: 'Method Not Allowed' },
  'auth.required': { status: 401, retryable: false, message: 'A valid API key is required' },

  'file.type_undetermined': { status: 422, retryable: false, message: 'File type cannot be determined' },
  'file.type_unsupported': { status: 422, retryable: false, message: 'Unsupported file type' },
  'file.not_base64': {
    status: 422,
    retryable: false,
    message: 'The file is neither an http(s) URL nor base64',
  },
  'file.empty': { status: 422, retryable: false, message: 'The file is empty' },
  'file.broken': {
    status: 422,
    retryable: false,
    message: 'The file cannot be read: it is damaged or not what it claims to be',
  },
  'file.encrypted': {
    status: 422,
    retryable: false,
    message: 'The PDF is encrypted: send its password in "password"',
  },
  'file.wrong_password': { status: 422, retryable: false, message: 'The password does not open this PDF' },
  'file.no_pages': { status: 422, retryable: false, message: 'The document has no pages' },
  'file.too_many_pages': {
    status: 413,
    retryable: false,
    message: 'The document has more pages than this server accepts',
  },
  'file.bomb': {
    status: 413,
    retryable: false,
    message: 'The file expands to far more data than this server accepts',
  },
  'image.too_many_pixels': {
    status: 413,
    retryable: false,
    message: 'The image has more pixels than this server accepts',
  },
  'pages.invalid': { status: 422, retryable: false, message: 'The page selection is not valid' },
  'pages.out_of_range': {
    status: 422,
    retryable: false,
    message: 'The page selection names pages that the document does not have',
  },

  'url.invalid': { status: 422, retryable: false, message: 'The URL is not valid' },
  'url.not_allowed': { status: 422, retryable: false, message: 'The URL is not allowed' },
  'url.unreachable': { status: 422, retryable: true, message: 'The URL could not be reached' },
  'url.bad_status': { status: 422, retryable: true, message: 'The URL did not answer with success' },
  'url.too_large': {
    status: 413,
    retryable: false,
    message: 'The file behind the URL is larger than this server accepts',
  },
  'url.timeout': { status: 422, retryable: true, message: 'The URL did not deliver the file in time' },

  'export.not_available': {
    status: 422,
    retryable: false,
    message: 'This server cannot make the export that the request asks for',
  },
  'export.too_large': {
    status: 413,
    retryable: false,
    message: 'The export would be larger than this server builds: ask for fewer pages at a time',
  },
  'model.not_installed': {
    status: 422,
    retryable: false,
    message: 'The request needs a model that is not installed',
  },
  'settings.invalid': {
    status: 422,
    retryable: false,
    message: 'the input params for model settings are invalid!',
  },
  'page.render_failed': { status: 422, retryable: false, message: 'A page could not be rendered' },
  'page.timeout': { status: 422, retryable: true, message: 'A page took longer than this server allows' },
  'layout.failed': { status: 500, retryable: true, message: 'Layout detection failed' },
  'vlm.unreachable': { status: 503, retryable: true, message: 'The recognition server cannot be reached' },
  'vlm.loading': {
    status: 503,
    retryable: true,
    message: 'The recognition server is still loading its model',
  },
  'vlm.overloaded': { status: 503, retryable: true, message: 'The recognition server is overloaded' },
  'vlm.timeout': { status: 504, retryable: true, message: 'The recognition server did not answer in time' },
  'vlm.rejected': { status: 502, retryable: false, message: 'The recognition server rejected a request' },
  'vlm.failed': { status: 502, retryable: true, message: 'The recognition server failed' },

  'backend.model_not_found': { status: 404, retryable: false, message: 'The model does not exist' },
  'backend.context_overflow': {
    status: 400,
    retryable: false,
    message: 'The request does not fit the context of the model',
  },
  'backend.bad_image': { status: 400, retryable: false, message: 'The image cannot be read' },
  'backend.bad_request': { status: 400, retryable: false, message: 'The request is not valid' },
  'backend.remote_image': { status: 400, retryable: false, message: 'Images must be sent as data URIs' },

  'pages.rate_exceeded': {
    status: 429,
    retryable: true,
    message:
      'This key has used up its pages of the minute: try again later, or hand the document in as a job',
  },
  'server.busy': { status: 429, retryable: true, message: 'The server is at its limit: try again later' },
  'server.too_late': {
    status: 503,
    retryable: true,
    message: 'The server cannot answer within the time that the request allows',
  },
  'storage.unavailable': {
    status: 503,
    retryable: true,
    message: 'The storage for the files of answers cannot be reached',
  },
  'storage.refused': {
    status: 500,
    retryable: false,
    message: 'The storage for the files of answers refused a file',
  },
  'files.link_invalid': { status: 403, retryable: false, message: 'The link is not valid or has expired' },
  'server.spool_full': {
    status: 503,
    retryable: true,
    message: 'The server has no disk space left for results',
  },
  'job.not_found': { status: 404, retryable: false, message: 'There is no job of this id' },
  'job.expired': { status: 410, retryable: false, message: 'The results of this job have been deleted' },
  'job.not_finished': { status: 409, retryable: true, message: 'The job has not finished yet' },
  'job.cancelled': { status: 409, retryable: false, message: 'The job was cancelled' },
  'job.page_not_done': { status: 404, retryable: true, message: 'This page has not been done yet' },
  'job.key_reused': {
    status: 422,
    retryable: false,
    message: 'The idempotency key was used for another request',
  },
  'job.queue_full': { status: 429, retryable: true, message: 'Too many jobs are waiting: try again later' },
  'job.queue_unavailable': {
    status: 503,
    retryable: true,
    message: 'The queue of jobs cannot be reached',
  },
  'job.lost': {
    status: 500,
    retryable: true,
    message: 'Workers ended again and again while they worked on this job',
  },
  'replica.not_found': { status: 404, retryable: false, message: 'There is no replica of this name' },
  'server.draining': { status: 503, retryable: true, message: 'The server is shutting down' },
  'server.not_ready': { status: 503, retryable: true, message: 'The server is not ready' },
  internal: { status: 500, retryable: false, message: 'Internal server error' },
} as const satisfies Record<string, { status: number; retryable: boolean; message: string }>;

export type ErrorCode = keyof typeof errorCatalogue;
