/** mlx-vlm's server (deploy-and-backends.md C.4). Loads whatever model a call names, so the configured name is always sent. */
import type { BackendKind, HealthReading, ServerAnswer } from '../backend-kind.ts';
import { cheapHealth, openAiLike } from '../common-rules.ts';

const member = (json: unknown, name: string): unknown =>
  typeof json === 'object' && json !== null && name in json
    ? (json as Record<string, unknown>)[name]
    : undefined;

/** 200 with no model in memory is no readiness: the first call would wait for the load. */
const read = ({ status, json }: ServerAnswer): HealthReading => {
  if (status < 200 || status >= 300) return status === 503 ? 'loading' : 'down';
  return member(json, 'loaded_model') === null ? 'asleep' : 'ready';
};

export const mlxVlm: BackendKind = {
  ...openAiLike,
  name: 'mlx-vlm-server',
  parameters: {
    renames: { max_completion_tokens: 'max_tokens' },
    drops: ['mm_processor_kwargs', 'skip_special_tokens'],
    greedy: null,
  },
  model: 'loaded',
  health: { ...cheapHealth, read },
  load: {
    path: '/metrics',
    intervalMs: 2_000,
    read: callsThere,
  },
  stopsOnDisconnect: false,
};

/**
 * `summary.in_flight` of newer versions (0.7.10 was read): all calls that run or wait. Else `request_queue_depth`, at the top or
 * inside `runtime`: those that wait.
 */
function callsThere(text: string): number | null {
  let metrics: unknown;
  try {
    metrics = JSON.parse(text);
  } catch {
    return null;
  }
  const calls =
    member(member(metrics, 'summary'), 'in_flight') ??
    member(metrics, 'request_queue_depth') ??
    member(member(metrics, 'runtime'), 'request_queue_depth');
  return typeof calls === 'number' ? calls : null;
}
