/**
 * How each kind of server deviates from the OpenAI API, as data (deploy-and-backends.md C.6, C.8).
 * A request arrives in the canonical form, which is vLLM's; a dialect renames or drops members on the way out.
 */
import type { BackendName } from '../backend.ts';

export interface Dialect {
  /** Below the server's root. */
  readonly chatPath: string;
  readonly modelsPath: string;
  readonly healthPath: string;
  /** Canonical member -> the server's name for it. */
  readonly renames: Readonly<Record<string, string>>;
  /** Members that the server would ignore or refuse. */
  readonly drops: readonly string[];
  /** What the server wants in place of temperature 0; null where that is fine. */
  readonly greedy: Readonly<Record<string, number>> | null;
  /** The server loads whatever `model` names, so the configured name must always be pinned. */
  readonly loadsNamedModel: boolean;
}

const openAi: Dialect = {
  chatPath: '/v1/chat/completions',
  modelsPath: '/v1/models',
  healthPath: '/health',
  renames: {},
  drops: [],
  greedy: null,
  loadsNamedModel: false,
};

const withoutPixelLimits = ['mm_processor_kwargs'];

export const dialects: Readonly<Record<Exclude<BackendName, 'native'>, Dialect>> = {
  'vllm-server': openAi,
  'sglang-server': { ...openAi, drops: withoutPixelLimits },
  'fastdeploy-server': { ...openAi, drops: withoutPixelLimits, greedy: { temperature: 1, top_p: 0 } },
  'mlx-vlm-server': {
    ...openAi,
    renames: { max_completion_tokens: 'max_tokens' },
    drops: [...withoutPixelLimits, 'skip_special_tokens'],
    loadsNamedModel: true,
  },
  'llama-cpp-server': {
    ...openAi,
    renames: { max_completion_tokens: 'max_tokens', repetition_penalty: 'repeat_penalty' },
    drops: [...withoutPixelLimits, 'skip_special_tokens'],
  },
  // A generic server may answer no /health: its model list is the sign of life.
  'openai-server': {
    ...openAi,
    healthPath: '/v1/models',
    drops: [...withoutPixelLimits, 'skip_special_tokens'],
  },
};

/** The members to write so that a canonical request becomes one of this dialect. Absent members stay absent. */
export function translate(
  head: Readonly<Record<string, unknown>>,
  dialect: Dialect,
): Record<string, unknown> {
  const set: Record<string, unknown> = {};
  for (const name of dialect.drops) if (Object.hasOwn(head, name)) set[name] = undefined;
  for (const [canonical, theirs] of Object.entries(dialect.renames)) {
    if (!Object.hasOwn(head, canonical)) continue;
    set[canonical] = undefined;
    if (!Object.hasOwn(head, theirs)) set[theirs] = head[canonical];
  }
  const isGreedy = head.temperature === 0 && !Object.hasOwn(head, 'top_p');
  return isGreedy ? { ...set, ...dialect.greedy } : set;
}
