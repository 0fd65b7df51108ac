/** The text layer of one page, ready to be asked region by region. */
import type { Page, TextWord } from '@recto/documents';
import type { Crop, PseudoRegion, TextLayerMode } from '../block.ts';
import { taskOf } from '../labels.ts';
import { assignWords } from './assign-words.ts';
import { type Vocabulary, vocabularyOf } from './join-lines.ts';
import { distrust, trustLimits } from './trust.ts';

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
  const boxes = regions.map((region) => region.box);
  const believed = new Map(
    assignWords(textLayer, boxes).map((words, i) => {
      const region = regions[i] as PseudoRegion;
      return [region, isBelieved(words, region, raster, mode) ? words : null];
    }),
  );
  return {
    vocabulary: vocabularyOf(textLayer.words.map((word) => word.text)),
    wordsOf: (region) => believed.get(region) ?? null,
  };
}

function isBelieved(
  words: readonly TextWord[],
  region: PseudoRegion,
  raster: Crop,
  mode: 'auto' | 'always',
): boolean {
  if (mode === 'always') return words.length > 0;
  const task = taskOf(region.label);
  if (task !== 'ocr' && task !== 'table') return false;
  return (
    distrust(
      words,
      raster,
      region.box,
      task === 'table' ? trustLimits.coveredInTable : trustLimits.covered,
    ) === null
  );
}
