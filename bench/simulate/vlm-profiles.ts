/** How fast servers are, from published measurements of the model on accelerators. */
import type { VlmProfile } from './vlm-server.ts';

/**
 * PaddleOCR-VL on one H200 under SGLang, 32 questions at a time (sgl-project/sglang, pull request 35318, 2026-08-18): 25.20 answers/s of
 * 512 tokens to pages of 640 x 360, 9.55 answers/s of 128 tokens to pages of 1920 x 1080. A token of an image is 28 x 28 pixels
 * (pipeline.md 4.5), so the prompts are some 310 and 2,660 tokens long. The time for an image's preparation on that server's
 * processor is in its prompt tokens. Cache: 18 layers x 2 heads x 128 x 2 (keys, values) x 2 bytes = 18 KiB a token, read at 4.8 TB/s.
 * Sequences: vLLM's default for large cards; batched tokens: what PaddleOCR's own launcher sets is more, the recipes say 16,384.
 */
export const h200: VlmProfile = {
  name: 'H200',
  stepMs: 1.4,
  sequenceMs: 0.01,
  cachedTokenMs: 3.8e-6,
  promptTokenMs: 0.036,
  maxSequences: 1024,
  maxBatchedTokens: 16_384,
  cacheTokens: 2_000_000,
};

/** The same by the ratio of the two cards: 312 to 989 TFLOP/s in bfloat16, 2.0 to 4.8 TB/s; vLLM's default of sequences on an A100. */
export const a100: VlmProfile = {
  name: 'A100',
  stepMs: 2,
  sequenceMs: 0.024,
  cachedTokenMs: 9.2e-6,
  promptTokenMs: 0.114,
  maxSequences: 256,
  maxBatchedTokens: 16_384,
  cacheTokens: 1_500_000,
};
