/** How sure a server was of its answer: the log-probabilities of the OpenAI API, or what the embedded engine says of its words. */
import { z } from 'zod';
import type { Sureness } from '../block.ts';

const share = z.number().min(0).max(1);

/** Read leniently: figures that are missing or of another shape are no figures, and no reason to fail. */
const choice = z.object({
  logprobs: z.object({ content: z.array(z.object({ logprob: z.number().max(1e-3) })).min(1) }),
});
const native = z.object({
  engine: z.literal('native'),
  confidence: share,
  lowest_confidence: share,
  words: z.int().min(1),
});

/**
 * @param answer a chat completion
 * @returns null where the server tells nothing
 */
export function surenessOf(answer: { choices: readonly unknown[]; recto?: unknown }): Sureness | null {
  const engine = native.safeParse(answer.recto);
  if (engine.success) {
    const { confidence: mean, lowest_confidence: min, words: count } = engine.data;
    return { unit: 'words', mean, min, count };
  }
  const tokens = choice.safeParse(answer.choices[0]);
  if (!tokens.success) return null;
  // A probability of one may come out a rounding error above it.
  const probabilities = tokens.data.logprobs.content.map(({ logprob }) => Math.min(1, Math.exp(logprob)));
  const count = probabilities.length;
  const sum = probabilities.reduce((total, p) => total + p, 0);
  return { unit: 'tokens', mean: sum / count, min: probabilities.reduce((a, b) => Math.min(a, b), 1), count };
}
