/** FastDeploy (deploy-and-backends.md C.5): 500 for almost any mistake, also a caller's. */
import { gauges, hasBearer, json, type Manners } from '../manners.ts';

const error = (message: string) =>
  json(500, { error: { message, type: 'internal_error', param: null, code: 'internal_error' } });

export const fastdeploy: Manners = {
  backend: 'fastdeploy-server',
  basePath: '/v1',
  health: (condition) => {
    if (condition === 'loading') return { status: 404, body: 'engine is not ready' };
    return { status: condition === 'ready' ? 200 : 304 };
  },
  models: (name) =>
    json(200, { object: 'list', data: [{ id: name, object: 'model', owned_by: 'FastDeploy', root: name }] }),
  metrics: (running) =>
    gauges({ 'fastdeploy:num_requests_running': running, 'fastdeploy:num_requests_waiting': 0 }),
  whileNot: () => error('Engine is not running'),
  refusals: {
    overflow: json(400, {
      error: {
        message: 'Input text is too long, input_ids_len (20000) >= max_model_len(16384): longer than allowed',
        type: 'invalid_request_error',
        code: 400,
      },
    }),
    badImage: error('cannot identify image file'),
    unknownModel: null,
    badKey: json(401, { error: 'Unauthorized' }),
    overload: json(429, { detail: 'Too many requests, current max concurrency is 512.' }),
  },
  parameters: {
    present: {
      max_completion_tokens: 77,
      temperature: 1,
      top_p: 0,
      repetition_penalty: 1.1,
      skip_special_tokens: false,
    },
    absent: ['mm_processor_kwargs'],
  },
  decodes: ['jpeg', 'png', 'webp', 'gif', 'tiff'],
  takesPixelLimits: false,
  isKeyed: hasBearer,
  streamError:
    '{"error":{"message":"Engine is not running","type":"internal_error","code":"internal_error"}}',
};
