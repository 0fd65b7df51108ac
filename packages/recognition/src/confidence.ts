/** What a block says of its own sureness, with `returnConfidence`. */
import type { BlockConfidence, ContentSource } from '@recto/contracts';
import type { PseudoRegion, Sureness } from './block.ts';

/** Four decimals are more than any of these figures is worth. */
const rounded = (share: number): number => Math.round(share * 1e4) / 1e4;

/** Regions that layout detection did not find have score 0; the whole page as one region has none. */
export function blockConfidence(
  region: PseudoRegion,
  isWholePage: boolean,
  { source, sureness }: { source: ContentSource; sureness?: Sureness | undefined },
): BlockConfidence {
  const layout_score = isWholePage || region.score === 0 ? null : region.score;
  if (source === 'text_layer') return { layout_score, text_source: 'text_layer' };
  if (sureness === undefined) return { layout_score, text_source: 'none' };
  const { unit, mean, min, count } = sureness;
  return {
    layout_score,
    text_source: unit,
    text_mean: rounded(mean),
    text_min: rounded(min),
    text_count: count,
  };
}
