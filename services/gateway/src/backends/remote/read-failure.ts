/** What a server's failed answer means (deploy-and-backends.md C.7). Decided by status first; by the body only where a status is ambiguous. */
import { type ErrorCode, RectoError } from '@recto/contracts';
import { AttemptFailure, type FailureKind } from '../../call/attempt-failure.ts';
import type { FailureRules, ServerAnswer } from '../backend-kind.ts';
import { retryAfterMs } from './retry-after.ts';

/** Answers of servers with an own reading of a status come first (`FailureRules.byStatus`). */
const kindOf = (status: number, rules: FailureRules, isLoading: boolean): FailureKind => {
  if (status === 503 && isLoading) return 'loading';
  const own = rules.byStatus[status];
  if (own !== undefined) return own;
  if (status === 429 || status === 503) return 'overloaded';
  if (status === 401 || status === 403 || status === 404) return 'misconfigured';
  if (status === 408) return 'stalled';
  return status >= 400 && status < 500 ? 'refused' : 'failed';
};

/** Only the members that servers document; anything else reads as absent. */
interface ErrorMembers {
  readonly type: string;
  readonly message: string;
}

/** Nested (vLLM, llama.cpp, newer FastDeploy), flat (SGLang), or FastAPI's `detail` (mlx-vlm, FastDeploy's 429). */
function errorMembers(json: unknown): ErrorMembers {
  const top = asObject(json);
  const error = 'error' in top ? top.error : 'detail' in top ? top.detail : top;
  if (typeof error === 'string') return { type: '', message: error };
  const { type, message } = asObject(error);
  return { type: asText(type), message: asText(message) };
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : '');
const asObject = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const isOverflow = ({ type, message }: ErrorMembers, rules: FailureRules): boolean =>
  rules.overflowTypes.includes(type) || (rules.overflowWords?.test(message) ?? false);

/** llama.cpp's answer to everything while its model loads. SGLang's 503 of a full queue has no type of its own. */
const isLoading = ({ type }: ErrorMembers): boolean => type === 'unavailable_error';

const codeOf: Readonly<Record<FailureKind, ErrorCode>> = {
  unreachable: 'vlm.unreachable',
  broken: 'vlm.failed',
  stalled: 'vlm.timeout',
  failed: 'vlm.failed',
  suspect: 'vlm.failed',
  overloaded: 'vlm.overloaded',
  loading: 'vlm.loading',
  // 401 and 403 are the gateway's own key being wrong: the operator's affair, not the caller's.
  misconfigured: 'vlm.rejected',
  refused: 'backend.bad_request',
  abandoned: 'request.aborted',
};

const codeFor = (kind: FailureKind, status: number, overflow: boolean): ErrorCode => {
  if (overflow) return 'backend.context_overflow';
  if (status === 404) return 'backend.model_not_found';
  if (status === 413) return 'request.body_too_large';
  return codeOf[kind];
};

export function readFailure(
  answer: ServerAnswer,
  retryAfter: string | undefined,
  rules: FailureRules,
): AttemptFailure {
  const { status, text, json } = answer;
  const members = errorMembers(json);
  const overflow = (status === 400 || status === 413 || status === 500) && isOverflow(members, rules);
  const kind = overflow ? 'refused' : kindOf(status, rules, isLoading(members));
  // For the log only: it may name paths and addresses.
  const cause = new Error(`upstream answered ${status}: ${text.slice(0, 500)}`);
  const waitMs = retryAfterMs(retryAfter);
  const code = codeFor(kind, status, overflow);
  const seconds = waitMs === null ? defaultRetryAfterSeconds : Math.ceil(waitMs / 1000);
  const isLater = kind === 'overloaded' || kind === 'loading';
  return new AttemptFailure(
    kind,
    new RectoError(code, { cause, ...(isLater && { retryAfterSeconds: seconds }) }),
    waitMs,
  );
}

const defaultRetryAfterSeconds = 2;
