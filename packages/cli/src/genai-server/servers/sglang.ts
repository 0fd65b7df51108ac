/** SGLang (deploy-and-backends.md B.1, B.3). */
import { chatTemplate, pathOrRepository } from '../served-model.ts';
import { leftOut, type ServerProgram } from '../server-program.ts';

export const sglang: ServerProgram = {
  name: 'sglang',
  command: ['python3', '-m', 'sglang.launch_server'],
  module: 'sglang',
  install: 'pip install "sglang[all]>=0.5.6"',
  defaults: (model) => ({
    'trust-remote-code': true,
    'mem-fraction-static': 0.5,
    'context-length': 16384,
    'max-prefill-tokens': 131072,
    'enable-metrics': true,
    'served-model-name': model.name,
    'chat-template': chatTemplate(model),
  }),
  fixed: (model, place) => ({ positional: [], options: { 'model-path': pathOrRepository(model), ...place } }),
  off: leftOut,
  notice: (model) =>
    chatTemplate(model) === null
      ? "SGLang's own template ends the prompt otherwise than the model was trained with: give --model_dir with its chat_template.jinja"
      : null,
};
