/** SGLang (deploy-and-backends.md C.2). */
import { gauges, hasBearer, json, type Manners } from '../manners.ts';

const error = (status: number, type: string, message: string) =>
  json(status, { object: 'error', message, type, param: null, code: status });

export const sglang: Manners = {
  backend: 'sglang-server',
  basePath: '/v1',
  health: (condition) => ({ status: condition === 'ready' ? 200 : 503 }),
  models: (name) =>
    json(200, { object: 'list', data: [{ id: name, object: 'model', owned_by: 'sglang', root: name }] }),
  metrics: (running) => gauges({ 'sglang:num_running_reqs': running, 'sglang:num_queue_reqs': 0 }),
  whileNot: (condition) =>
    condition === 'loading' ? { status: 503 } : error(500, 'InternalServerError', 'the scheduler is gone'),
  refusals: {
    overflow: error(
      400,
      'BadRequest',
      "The input (20000 tokens) is longer than the model's context length (16384 tokens).",
    ),
    badImage: error(500, 'InternalServerError', 'cannot identify image file'),
    unknownModel: null,
    badKey: json(401, { error: 'Unauthorized' }),
    overload: error(503, 'ServiceUnavailable', 'The request queue is full.'),
  },
  parameters: {
    present: {
      max_completion_tokens: 77,
      temperature: 0,
      repetition_penalty: 1.1,
      skip_special_tokens: false,
    },
    absent: ['mm_processor_kwargs'],
  },
  decodes: ['jpeg', 'png', 'webp', 'gif', 'tiff'],
  takesPixelLimits: false,
  isKeyed: hasBearer,
  streamError:
    '{"error":{"object":"error","message":"the scheduler is gone","type":"InternalServerError","code":500}}',
};
