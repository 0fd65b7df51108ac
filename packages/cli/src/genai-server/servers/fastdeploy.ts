/** FastDeploy (deploy-and-backends.md B.1). */
import { chatTemplate, pathOrRepository } from '../served-model.ts';
import { leftOut, type ServerProgram } from '../server-program.ts';

export const fastdeploy: ServerProgram = {
  name: 'fastdeploy',
  command: ['python3', '-m', 'fastdeploy.entrypoints.openai.api_server'],
  module: 'fastdeploy',
  install: 'paddleocr install_genai_server_deps fastdeploy',
  defaults: (model) => ({
    'gpu-memory-utilization': 0.7,
    'max-model-len': 16384,
    'max-num-batched-tokens': 16384,
    'max-num-seqs': 256,
    workers: 4,
    'graph-optimization-config': { graph_opt_level: 0, use_cudagraph: true },
    'chat-template': chatTemplate(model),
  }),
  fixed: (model, place) => ({ positional: [], options: { model: pathOrRepository(model), ...place } }),
  off: leftOut,
};
