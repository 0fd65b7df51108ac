import { describe, expect, it } from 'vitest';
import { retryAfterSeconds, upstreamError } from './upstream-error.ts';

describe('upstream errors', () => {
  it('reads Retry-After as seconds and as a date', () => {
    const now = Date.parse('2026-11-20T10:00:00Z');
    expect(retryAfterSeconds('7', now)).toBe(7);
    expect(retryAfterSeconds('Fri, 20 Nov 2026 10:00:30 GMT', now)).toBe(30);
    expect(retryAfterSeconds('Fri, 20 Nov 2026 09:00:00 GMT', now)).toBe(0);
    expect(retryAfterSeconds('soon', now)).toBeNull();
    expect(retryAfterSeconds(undefined, now)).toBeNull();
  });

  it('maps a status to a code and shows nothing of the upstream', () => {
    const codes = [400, 404, 422, 429, 401, 408, 500, 503, 504].map(
      (s) => upstreamError(s, undefined, '/srv/secret').code,
    );
    expect(codes).toEqual([
      'backend.bad_request',
      'backend.model_not_found',
      'backend.bad_request',
      'vlm.overloaded',
      'vlm.rejected',
      'vlm.timeout',
      'vlm.failed',
      'vlm.overloaded',
      'vlm.timeout',
    ]);
    expect(upstreamError(500, undefined, '/srv/secret').message).not.toContain('secret');
    expect(upstreamError(429, '9', '').retryAfterSeconds).toBe(9);
  });
});
