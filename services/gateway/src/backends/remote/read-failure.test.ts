/** The table of deploy-and-backends.md C.7, server by server, with the bodies that each of them sends. */
import { describe, expect, it } from 'vitest';
import { effectOf, type FailureKind } from '../../call/attempt-failure.ts';
import type { RemoteBackendName } from '../backend-kind.ts';
import { backendKinds } from '../kinds.ts';
import { readFailure } from './read-failure.ts';
import { retryAfterMs } from './retry-after.ts';

const read = (name: RemoteBackendName, status: number, body: unknown, retryAfter?: string) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const json = typeof body === 'string' ? null : body;
  return readFailure({ status, text, json }, retryAfter, backendKinds[name].failures);
};
const nested = (message: string, type = 'BadRequestError') => ({
  error: { message, type, param: null, code: 400 },
});
const flat = (message: string) => ({
  object: 'error',
  message,
  type: 'BadRequestError',
  param: null,
  code: 400,
});
const tooLong = "This model's maximum context length is 16384 tokens";

const cases: readonly [RemoteBackendName, number, unknown, FailureKind, string][] = [
  ['vllm-server', 400, nested(tooLong), 'refused', 'backend.context_overflow'],
  ['vllm-server', 400, nested('cannot identify image file'), 'refused', 'backend.bad_request'],
  ['vllm-server', 422, nested('image'), 'refused', 'backend.bad_request'],
  ['vllm-server', 501, nested('base64'), 'refused', 'backend.bad_request'],
  ['vllm-server', 404, nested('no such model', 'NotFoundError'), 'misconfigured', 'backend.model_not_found'],
  ['vllm-server', 401, { error: 'Unauthorized' }, 'misconfigured', 'vlm.rejected'],
  ['vllm-server', 500, nested('dead', 'InternalServerError'), 'failed', 'vlm.failed'],
  ['vllm-server', 502, '<html>', 'failed', 'vlm.failed'],
  ['sglang-server', 400, flat(tooLong), 'refused', 'backend.context_overflow'],
  ['sglang-server', 503, flat('The request queue is full.'), 'overloaded', 'vlm.overloaded'],
  ['sglang-server', 500, flat('image'), 'suspect', 'vlm.failed'],
  ['fastdeploy-server', 429, { detail: 'Too many requests' }, 'overloaded', 'vlm.overloaded'],
  ['fastdeploy-server', 408, '', 'overloaded', 'vlm.overloaded'],
  ['fastdeploy-server', 500, nested('whatever'), 'suspect', 'vlm.failed'],
  ['fastdeploy-server', 500, nested(`${tooLong}.`), 'refused', 'backend.context_overflow'],
  [
    'llama-cpp-server',
    503,
    { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } },
    'loading',
    'vlm.loading',
  ],
  [
    'llama-cpp-server',
    400,
    { error: { code: 400, message: 'x', type: 'exceed_context_size_error', n_ctx: 1 } },
    'refused',
    'backend.context_overflow',
  ],
  ['llama-cpp-server', 500, nested('Failed to load image', 'server_error'), 'suspect', 'vlm.failed'],
  ['mlx-vlm-server', 401, { detail: 'Invalid API key' }, 'misconfigured', 'vlm.rejected'],
  ['mlx-vlm-server', 400, { detail: 'bad image' }, 'refused', 'backend.bad_request'],
  ['openai-server', 429, nested('slow down'), 'overloaded', 'vlm.overloaded'],
  ['openai-server', 504, '', 'failed', 'vlm.failed'],
];

describe('failed answers', () => {
  it.each(cases)('%s %i %j is %s', (name, status, body, kind, code) => {
    const failure = read(name, status, body);
    expect([failure.kind, failure.error.code]).toEqual([kind, code]);
  });

  it('blame no replica for what callers do, or for being busy (sglang #25811)', () => {
    for (const kind of ['refused', 'overloaded', 'loading', 'misconfigured', 'abandoned'] as const)
      expect(effectOf(kind).blame).toBe('none');
  });

  it('show nothing of the server, and pass on when to come back', () => {
    const failure = read('vllm-server', 503, { detail: '/srv/secret' }, '9');
    expect(failure.error.message).not.toContain('secret');
    expect([failure.retryAfterMs, failure.error.retryAfterSeconds]).toEqual([9000, 9]);
  });

  it('read Retry-After as seconds and as a date', () => {
    const at = Date.parse('2026-11-20T10:00:00Z');
    expect(retryAfterMs('7', at)).toBe(7000);
    expect(retryAfterMs('Fri, 20 Nov 2026 10:00:30 GMT', at)).toBe(30_000);
    expect(retryAfterMs('Fri, 20 Nov 2026 09:00:00 GMT', at)).toBe(0);
    expect([retryAfterMs('soon', at), retryAfterMs(undefined, at)]).toEqual([null, null]);
  });
});
