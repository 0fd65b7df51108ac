/** The text layer of one page, ready to be asked region by region. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Page, TextLayer, TextWord } from '@recto/documents';
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

/** Beyond these a text layer is no page of text and goes unread: the work on it grows faster than its size. */
export const textLayerLimits = { words: 12_000, charactersPerWord: 2_000 } as const;

const noWords: PageWords = { wordsOf: () => null, vocabulary: new Set() };

/**
 * `auto`: text and tables whose words pass the trust check; formulas, charts, seals and spotting go to the engine.
 * `always`: whatever words there are, in every kind of region.
 * The pixels of one region are looked at per turn of the event loop.
 */
export async function pageWords(
  page: Page,
  regions: readonly PseudoRegion[],
  mode: TextLayerMode,
  signal: AbortSignal,
): Promise<PageWords> {
  const { textLayer, raster } = page;
  if (textLayer === null || mode === 'never' || isExcessive(textLayer)) return noWords;
  const boxes = regions.map((region) => region.box);
  const believed = new Map<PseudoRegion, readonly TextWord[]>();
  for (const [i, words] of assignWords(textLayer, boxes).entries()) {
    const region = regions[i] as PseudoRegion;
    if (isBelieved(words, region, raster, mode)) believed.set(region, words);
    await nextTurn();
    signal.throwIfAborted();
  }
  return {
    vocabulary: vocabularyOf(textLayer.words.map((word) => word.text)),
    wordsOf: (region) => believed.get(region) ?? null,
  };
}

const isExcessive = ({ words }: TextLayer): boolean =>
  words.length > textLayerLimits.words ||
  words.some(({ text }) => text.length > textLayerLimits.charactersPerWord);

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
