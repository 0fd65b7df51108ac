/** mlx-vlm's server (deploy-and-backends.md C.4): FastAPI's error bodies, JSON metrics, and it loads whatever model a call names. */
import { hasBearer, json, type Manners } from '../manners.ts';

export const mlxVlm: Manners = {
  backend: 'mlx-vlm-server',
  basePath: '',
  // 200 with no model in memory as well; a process that is gone answers nothing.
  health: (condition) => {
    if (condition === 'dead') return null;
    return json(200, { status: 'healthy', loaded_model: condition === 'ready' ? 'm' : null });
  },
  models: (name) => json(200, { object: 'list', data: [{ id: name, object: 'model', created: 1 }] }),
  metrics: (running) => json(200, { summary: { in_flight: running }, server: { request_queue_depth: 0 } }),
  // A call is what loads it.
  whileNot: () => null,
  refusals: {
    overflow: json(400, {
      detail: 'Prompt of 20000 tokens exceeds the maximum context length (MAX_KV_SIZE 16384)',
    }),
    badImage: json(400, { detail: 'Failed to load image' }),
    unknownModel: json(400, { detail: 'Failed to load model: x' }),
    badKey: json(401, { detail: 'Invalid API key' }),
    overload: null,
  },
  parameters: {
    present: { max_tokens: 77, temperature: 0, repetition_penalty: 1.1 },
    absent: ['max_completion_tokens', 'skip_special_tokens', 'mm_processor_kwargs'],
  },
  decodes: ['jpeg', 'png', 'webp', 'gif', 'tiff'],
  takesPixelLimits: false,
  isKeyed: hasBearer,
  streamError: '{"error":"generation failed"}',
};
