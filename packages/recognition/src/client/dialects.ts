/** How a server wants to be asked, as data (pipeline.md 4.4). The gateway takes the canonical form, which is vLLM's, and translates. */

export interface VlmDialect {
  readonly imageFormat: 'jpeg' | 'png';
  readonly maxTokens: 'max_completion_tokens' | 'max_tokens';
  readonly penalty: 'repetition_penalty' | 'repeat_penalty';
  /** Takes `mm_processor_kwargs`; the others get crops that are already small enough. */
  readonly pixels: boolean;
  readonly skipSpecialTokens: boolean;
  /** Takes `logprobs` in its usual set-up. The gateway passes it on or drops it, as its backends are. */
  readonly logprobs: boolean;
  /** What makes it answer without chance. */
  readonly greedy: Readonly<Record<string, number>>;
}

const canonical: VlmDialect = {
  imageFormat: 'jpeg',
  maxTokens: 'max_completion_tokens',
  penalty: 'repetition_penalty',
  pixels: true,
  skipSpecialTokens: true,
  logprobs: true,
  greedy: { temperature: 0 },
};

export const vlmDialects = {
  gateway: canonical,
  'vllm-server': canonical,
  'sglang-server': { ...canonical, pixels: false },
  // FastDeploy refuses `logprobs` unless it was started for them.
  'fastdeploy-server': {
    ...canonical,
    pixels: false,
    logprobs: false,
    greedy: { temperature: 1, top_p: 0 },
  },
  'mlx-vlm-server': {
    ...canonical,
    maxTokens: 'max_tokens',
    pixels: false,
    skipSpecialTokens: false,
    logprobs: false,
  },
  'llama-cpp-server': {
    ...canonical,
    imageFormat: 'png',
    maxTokens: 'max_tokens',
    penalty: 'repeat_penalty',
    pixels: false,
    skipSpecialTokens: false,
  },
} as const satisfies Record<string, VlmDialect>;

export type VlmDialectName = keyof typeof vlmDialects;
