/** MLX-VLM's server, on Apple silicon (deploy-and-backends.md B.3, C.4). It serves models under the name that it loads them by. */
import { pathOrRepository } from '../served-model.ts';
import { leftOut, type ServerProgram } from '../server-program.ts';

export const mlxVlm: ServerProgram = {
  name: 'mlx-vlm',
  command: ['python3', '-m', 'mlx_vlm.server'],
  module: 'mlx_vlm',
  install: 'pip install "mlx-vlm>=0.3.11"',
  defaults: () => ({ 'trust-remote-code': true }),
  fixed: (model, place) => ({ positional: [], options: { model: pathOrRepository(model), ...place } }),
  off: leftOut,
};
