/** llama.cpp's `llama-server` (deploy-and-backends.md C.3). */
import { gauges, hasBearer, json, type Manners } from '../manners.ts';

const error = (code: number, type: string, message: string, more = {}) =>
  json(code, { error: { code, message, type, ...more } });
const loading = error(503, 'unavailable_error', 'Loading model');

export const llamaCpp: Manners = {
  backend: 'llama-cpp-server',
  basePath: '/v1',
  health: (condition) => {
    if (condition === 'dead') return null;
    return condition === 'ready' ? json(200, { status: 'ok' }) : loading;
  },
  models: (name) =>
    json(200, {
      object: 'list',
      data: [{ id: name, object: 'model', owned_by: 'llamacpp', meta: { n_ctx_train: 131072 } }],
    }),
  metrics: (running) => gauges({ 'llamacpp:requests_processing': running, 'llamacpp:requests_deferred': 0 }),
  whileNot: (condition) => (condition === 'loading' ? loading : null),
  refusals: {
    overflow: error(400, 'exceed_context_size_error', 'the request exceeds the available context size', {
      n_prompt_tokens: 20000,
      n_ctx: 16384,
    }),
    badImage: error(400, 'invalid_request_error', 'Failed to load image or audio file'),
    unknownModel: null,
    badKey: error(401, 'authentication_error', 'Invalid API Key'),
    overload: null,
  },
  parameters: {
    present: { max_tokens: 77, temperature: 0, repeat_penalty: 1.1 },
    absent: ['max_completion_tokens', 'repetition_penalty', 'skip_special_tokens', 'mm_processor_kwargs'],
  },
  decodes: ['jpeg', 'png', 'gif'],
  takesPixelLimits: false,
  isKeyed: hasBearer,
  streamError: '{"error":{"code":500,"message":"Failed to decode","type":"server_error"}}',
};
