/** OpenAI's own API, which refuses members that it does not know; no /health and no metrics. */
import { hasBearer, json, type Manners } from '../manners.ts';

const error = (status: number, code: string | null, message: string, type = 'invalid_request_error') =>
  json(status, { error: { message, type, param: null, code } });

export const openAi: Manners = {
  backend: 'openai-server',
  basePath: '/v1',
  health: () => ({ status: 404 }),
  models: (name) =>
    json(200, {
      object: 'list',
      data: [{ id: name, object: 'model', created: 1, owned_by: 'organization' }],
    }),
  metrics: () => null,
  whileNot: () =>
    error(503, null, 'The engine is currently overloaded, please try again later', 'server_error'),
  refusals: {
    overflow: error(400, 'context_length_exceeded', "This model's maximum context length is 16384 tokens."),
    badImage: error(400, 'invalid_image_format', 'You uploaded an unsupported image.'),
    unknownModel: error(
      404,
      'model_not_found',
      'The model `x` does not exist or you do not have access to it.',
    ),
    badKey: error(401, 'invalid_api_key', 'Incorrect API key provided'),
    overload: error(429, 'rate_limit_exceeded', 'Rate limit reached', 'requests'),
  },
  parameters: {
    present: { max_completion_tokens: 77, temperature: 0 },
    absent: ['mm_processor_kwargs', 'skip_special_tokens', 'repetition_penalty'],
  },
  decodes: ['jpeg', 'png', 'webp', 'gif'],
  takesPixelLimits: false,
  isKeyed: hasBearer,
  streamError:
    '{"error":{"message":"The server had an error","type":"server_error","param":null,"code":null}}',
};
