/** FastDeploy (deploy-and-backends.md C.5). Newer versions answer 500 to almost any mistake, a caller's included. */
import type { BackendKind, HealthReading, ServerAnswer } from '../backend-kind.ts';
import { batchingPlaces, cheapHealth, openAiLike, sumOfSamples } from '../common-rules.ts';

/** 304: workers dead. 404: engine unhealthy, which is also how it loads. */
const read = ({ status }: ServerAnswer): HealthReading => {
  if (status >= 200 && status < 300) return 'ready';
  return status === 404 || status === 503 ? 'loading' : 'down';
};

export const fastdeploy: BackendKind = {
  ...openAiLike,
  name: 'fastdeploy-server',
  places: batchingPlaces,
  parameters: {
    renames: {},
    // Fails every call that asks for log-probabilities unless it was started with --enable-logprob.
    drops: ['mm_processor_kwargs', 'logprobs', 'top_logprobs'],
    // The reference's own choice: the likeliest token by way of top_p.
    greedy: { temperature: 1, top_p: 0 },
  },
  health: { ...cheapHealth, read },
  // Waiting counts ten times in the score of its own router.
  load: {
    path: '/metrics',
    intervalMs: 2_000,
    read: (text) =>
      sumOfSamples(text, { 'fastdeploy:num_requests_running': 1, 'fastdeploy:num_requests_waiting': 10 }),
  },
  failures: { ...openAiLike.failures, byStatus: { 408: 'overloaded', 500: 'suspect' } },
};
