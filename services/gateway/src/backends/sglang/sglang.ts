/** SGLang (deploy-and-backends.md C.2). Health probes generate a token, so they are rare and patient. */
import type { BackendKind } from '../backend-kind.ts';
import { batchingPlaces, openAiLike, readyBy2xx, sumOfSamples } from '../common-rules.ts';

export const sglang: BackendKind = {
  ...openAiLike,
  name: 'sglang-server',
  places: batchingPlaces,
  parameters: { renames: {}, drops: ['mm_processor_kwargs'], greedy: null },
  model: 'ignored',
  // Its own limit is SGLANG_HEALTH_CHECK_TIMEOUT, 20 s: asking for less would call a busy server dead.
  health: { path: '/health', intervalMs: 15_000, timeoutMs: 25_000, costly: true, read: readyBy2xx },
  load: {
    path: '/metrics',
    intervalMs: 2_000,
    read: (text) => sumOfSamples(text, { 'sglang:num_running_reqs': 1, 'sglang:num_queue_reqs': 1 }),
  },
  // A bad image may come back as 500.
  failures: { ...openAiLike.failures, byStatus: { 500: 'suspect' } },
};
