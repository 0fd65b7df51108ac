/** vLLM: PaddleX's launcher (deploy-and-backends.md B.1) with the caches off that the model's recipe turns off (B.3). */
import { chatTemplate, pathOrRepository } from '../served-model.ts';
import { negated, type ServerProgram } from '../server-program.ts';

export const vllm: ServerProgram = {
  name: 'vllm',
  command: ['vllm', 'serve'],
  module: null,
  install: 'pip install "vllm>=0.11.1"',
  defaults: (model, { hasHip }) => ({
    'trust-remote-code': true,
    'gpu-memory-utilization': 0.5,
    'max-model-len': 16384,
    'max-num-batched-tokens': 131072,
    'api-server-count': hasHip ? null : 4,
    // Every crop is another picture: nothing of it is seen twice.
    'enable-prefix-caching': false,
    'mm-processor-cache-gb': 0,
    'served-model-name': model.name,
    'chat-template': chatTemplate(model),
  }),
  fixed: (model, place) => ({ positional: [pathOrRepository(model)], options: { model: null, ...place } }),
  // Its switches are all of Python's BooleanOptionalAction.
  off: negated,
};
