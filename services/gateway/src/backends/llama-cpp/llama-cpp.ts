/** llama.cpp's `llama-server` (deploy-and-backends.md C.3). */
import type { BackendKind } from '../backend-kind.ts';
import { openAiLike, sumOfSamples } from '../common-rules.ts';

export const llamaCpp: BackendKind = {
  ...openAiLike,
  name: 'llama-cpp-server',
  parameters: {
    renames: { max_completion_tokens: 'max_tokens', repetition_penalty: 'repeat_penalty' },
    drops: ['mm_processor_kwargs', 'skip_special_tokens'],
    greedy: null,
  },
  // Decoded by stb_image. A JPEG stays one: written again as PNG it would only grow.
  images: { accepts: ['jpeg', 'png', 'gif', 'bmp'], encoding: 'png', pixelLimits: 'none' },
  model: 'ignored',
  // 501 without --metrics: the gateway's own count must do then.
  load: {
    path: '/metrics',
    intervalMs: 2_000,
    read: (text) =>
      sumOfSamples(text, { 'llamacpp:requests_processing': 1, 'llamacpp:requests_deferred': 1 }),
  },
  failures: {
    ...openAiLike.failures,
    byStatus: { 500: 'suspect', 501: 'refused' },
    overflowTypes: ['exceed_context_size_error'],
    overflowWords: null,
  },
};
