/** Any other server with the OpenAI API. It may have no /health: its model list is the sign of life. */
import type { BackendKind } from '../backend-kind.ts';
import { cheapHealth, openAiLike } from '../common-rules.ts';

export const openAi: BackendKind = {
  ...openAiLike,
  name: 'openai-server',
  // OpenAI's own refuses what it does not know.
  parameters: {
    renames: {},
    drops: ['mm_processor_kwargs', 'skip_special_tokens', 'repetition_penalty'],
    greedy: null,
  },
  health: { ...cheapHealth, path: '/v1/models', intervalMs: 5_000 },
};
