/** What a backend's failure means to our callers (deploy-and-backends.md C.7). Decided by status, never by text. */
import { RectoError } from '@recto/contracts';

/** Seconds from a `Retry-After` header, given as a number or a date; null when absent or unreadable. */
export function retryAfterSeconds(header: string | undefined, now: number = Date.now()): number | null {
  if (header === undefined) return null;
  if (/^\d+$/.test(header.trim())) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - now) / 1000));
}

const defaultRetryAfterSeconds = 2;

/** @param detail the upstream's body, for the log only: it may name paths and addresses */
export function upstreamError(status: number, retryAfter: string | undefined, detail: string): RectoError {
  const cause = new Error(`upstream answered ${status}: ${detail.slice(0, 500)}`);
  const later = { cause, retryAfterSeconds: retryAfterSeconds(retryAfter) ?? defaultRetryAfterSeconds };
  if (status === 400 || status === 422) return new RectoError('backend.bad_request', { cause });
  if (status === 404) return new RectoError('backend.model_not_found', { cause });
  if (status === 429 || status === 503) return new RectoError('vlm.overloaded', later);
  if (status === 408 || status === 504) return new RectoError('vlm.timeout', { cause });
  // 401 and 403 are the gateway's own key being wrong: the operator's affair, not the caller's.
  if (status < 500) return new RectoError('vlm.rejected', { cause });
  return new RectoError('vlm.failed', { cause });
}
