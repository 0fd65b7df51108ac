/** llama.cpp's server (deploy-and-backends.md B.3, C.3). */
import { exitCodes, Failure } from '../../failure.ts';
import type { Options } from '../flags.ts';
import { ggufFiles, type ServedModel } from '../served-model.ts';
import type { ServerProgram } from '../server-program.ts';

/** Switches that are on unless they are told off. Others have no `--no-` form. */
const onByDefault: ReadonlySet<string> = new Set([
  'cont-batching',
  'context-shift',
  'jinja',
  'kv-offload',
  'mmap',
  'mmproj',
  'mmproj-offload',
  'op-offload',
  'perf',
  'repack',
  'slots',
  'warmup',
  'webui',
]);

function filesOf({ directory, name, weights }: ServedModel): Options {
  if (directory !== null) {
    const { model, projector } = ggufFiles(directory);
    return { model, mmproj: projector };
  }
  if (weights.gguf === null) {
    throw new Failure(
      exitCodes.usage,
      `${name} is not published as GGUF: convert it and give --model_dir with the model and its mmproj`,
    );
  }
  return { 'hf-repo': weights.gguf };
}

export const llamaCpp: ServerProgram = {
  name: 'llama-cpp',
  command: ['llama-server'],
  module: null,
  install: 'https://github.com/ggml-org/llama.cpp (a build after February 2026)',
  // The metrics tell the gateway how busy it is; the model is greedy.
  defaults: (model) => ({ temp: 0, metrics: true, alias: model.name }),
  fixed: (model, place) => ({ positional: [], options: { ...filesOf(model), ...place } }),
  off: (option) => (onByDefault.has(option) ? 'negated' : 'left out'),
};
