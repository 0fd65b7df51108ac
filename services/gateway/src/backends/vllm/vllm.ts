/** vLLM (deploy-and-backends.md C.1). The canonical form is its own: nothing is renamed. */
import type { BackendKind } from '../backend-kind.ts';
import { batchingPlaces, openAiLike, sumOfSamples } from '../common-rules.ts';

export const vllm: BackendKind = {
  ...openAiLike,
  name: 'vllm-server',
  places: batchingPlaces,
  images: { ...openAiLike.images, pixelLimits: 'request' },
  load: {
    path: '/metrics',
    intervalMs: 2_000,
    read: (text) => sumOfSamples(text, { 'vllm:num_requests_running': 1, 'vllm:num_requests_waiting': 1 }),
  },
  // 422: an image that it could not fetch or decode. 501: a data URI that is not base64.
  failures: {
    ...openAiLike.failures,
    byStatus: { 422: 'refused', 501: 'refused' },
    overflowWords: /maximum context length/i,
  },
};
