/** The text layer of one page, ready to be asked region by region. */
import type { Page, TextWord } from '@recto/documents';
import type { PseudoRegion, TextLayerMode } from '../block.ts';
import { taskOf } from '../labels.ts';
import { assignWords } from './assign-words.ts';
import { type Vocabulary, vocabularyOf } from './join-lines.ts';
import { distrust } from './trust.ts';

export interface PageWords {
  /** Words of a region where the PDF may be believed there; null sends the region to the engine. */
  wordsOf(region: PseudoRegion): readonly TextWord[] | null;
  readonly vocabulary: Vocabulary;
}

const noWords: PageWords = { wordsOf: () => null, vocabulary: new Set() };

/**
 * `auto`: text and tables whose words pass the trust check; formulas, charts, seals and spotting go to the engine.
 * `always`: whatever words there are, in every kind of region.
 */
export function pageWords(page: Page, regions: readonly PseudoRegion[], mode: TextLayerMode): PageWords {
  const { textLayer, raster } = page;
  if (textLayer === null || mode === 'never') return noWords;
  const assigned = new Map(
    assignWords(
      textLayer,
      regions.map((r) => r.box),
    ).map((words, i) => [regions[i], words]),
  );
  return {
    vocabulary: vocabularyOf(textLayer.words.map((word) => word.text)),
    wordsOf: (region) => {
      const words = assigned.get(region) ?? [];
      if (mode === 'always') return words.length > 0 ? words : null;
      const task = taskOf(region.label);
      if (task !== 'ocr' && task !== 'table') return null;
      return distrust(words, raster, region.box) === null ? words : null;
    },
  };
}
