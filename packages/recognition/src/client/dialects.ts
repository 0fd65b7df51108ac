/** How a server wants to be asked, as data (pipeline.md 4.4). The gateway takes the canonical form, which is vLLM's, and translates. */

export interface VlmDialect {
  readonly imageFormat: 'jpeg' | 'png';
  readonly maxTokens: 'max_completion_tokens' | 'max_tokens';
  readonly penalty: 'repetition_penalty' | 'repeat_penalty';
  /** Takes `mm_processor_kwargs`; the others get crops that are already small enough. */
  readonly pixels: boolean;
  readonly skipSpecialTokens: boolean;
  /** What makes it answer without chance. */
  readonly greedy: Readonly<Record<string, number>>;
}

const canonical: VlmDialect = {
  imageFormat: 'jpeg',
  maxTokens: 'max_completion_tokens',
  penalty: 'repetition_penalty',
  pixels: true,
  skipSpecialTokens: true,
  greedy: { temperature: 0 },
};

export const vlmDialects = {
  gateway: canonical,
  'vllm-server': canonical,
  'sglang-server': { ...canonical, pixels: false },
  'fastdeploy-server': { ...canonical, pixels: false, greedy: { temperature: 1, top_p: 0 } },
  'mlx-vlm-server': { ...canonical, maxTokens: 'max_tokens', pixels: false, skipSpecialTokens: false },
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
