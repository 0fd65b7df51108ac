/** vLLM (deploy-and-backends.md C.1). */
import { canonical, gauges, hasBearer, json, type Manners } from '../manners.ts';

const error = (status: number, type: string, message: string) =>
  json(status, { error: { message, type, param: null, code: status } });

export const vllm: Manners = {
  backend: 'vllm-server',
  basePath: '/v1',
  // The socket is not served until the engine is up.
  health: (condition) => (condition === 'loading' ? null : { status: condition === 'ready' ? 200 : 503 }),
  models: (name) =>
    json(200, {
      object: 'list',
      data: [
        {
          id: name,
          object: 'model',
          created: 1,
          owned_by: 'vllm',
          root: name,
          parent: null,
          max_model_len: 16384,
          permission: [],
        },
      ],
    }),
  metrics: (running) => gauges({ 'vllm:num_requests_running': running, 'vllm:num_requests_waiting': 0 }),
  whileNot: () => error(500, 'InternalServerError', 'EngineCore encountered an issue.'),
  refusals: {
    overflow: error(
      400,
      'BadRequestError',
      "This model's maximum context length is 16384 tokens. However, you requested 20000 tokens.",
    ),
    badImage: error(400, 'BadRequestError', 'cannot identify image file'),
    unknownModel: error(404, 'NotFoundError', 'The model `x` does not exist.'),
    badKey: json(401, { error: 'Unauthorized' }),
    overload: null,
  },
  parameters: { present: canonical, absent: [] },
  decodes: ['jpeg', 'png', 'webp', 'gif', 'tiff'],
  takesPixelLimits: true,
  isKeyed: hasBearer,
  streamError:
    '{"error":{"message":"EngineCore encountered an issue.","type":"InternalServerError","param":null,"code":500}}',
};
