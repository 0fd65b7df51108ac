/**
 * Whether the PDF's own words say what is printed in a region (architecture decision 12). Text layers lie:
 * OCR layers under scans, fonts without Unicode, white or covered text, figures whose labels are outlines.
 */
import type { TextWord } from '@recto/documents';
import { type Box, boxHeight } from '@recto/geometry';
import type { Crop } from '../block.ts';
import { inkGrid } from './ink.ts';

/** Each limit is a share, 0..1. */
export const trustLimits = {
  /** Characters without a Unicode value, private-use or U+FFFD. */
  unmapped: 0.03,
  /** Control characters and symbols that ordinary text of any script hardly has: broken font encodings look like this. */
  implausible: 0.15,
  /** Invisible characters: what somebody else's OCR made of a scan, read worse than the engine reads it more often than not. */
  invisible: 0.2,
  /** Words that stand where nothing is printed. */
  inkless: 0.3,
  /** Of the ink, how much the words must cover. */
  covered: 0.6,
  /** The same for tables, whose rulings are ink without words. */
  coveredInTable: 0.4,
} as const;

export type Distrust = 'no_words' | 'unmapped' | 'implausible' | 'invisible' | 'inkless' | 'uncovered_ink';

// Latin-1 symbols without letters or common punctuation, modifier letters, and control characters.
const implausible =
  /[\u0080-\u009f\u00a2-\u00a6\u00a8\u00aa\u00ac\u00ad\u00af\u00b8\u00ba\u00be\u02b0-\u02ff\p{Cc}\p{Cn}]/gu;

/** Null when the words can be believed. `covered`: share of the region's ink that the words must cover. */
export function distrust(
  words: readonly TextWord[],
  raster: Crop,
  region: Box,
  covered: number = trustLimits.covered,
): Distrust | null {
  if (words.length === 0) return 'no_words';
  const characters = total(words, (word) => word.text.length);
  if (total(words, (word) => word.unmapped) > trustLimits.unmapped * characters) return 'unmapped';
  const strange = total(words, (word) => word.text.match(implausible)?.length ?? 0);
  if (strange > trustLimits.implausible * characters) return 'implausible';
  const hidden = total(words, (word) => (word.invisible ? word.text.length : 0));
  if (hidden > trustLimits.invisible * characters) return 'invisible';
  return distrustOfInk(words, raster, region, covered);
}

const total = (words: readonly TextWord[], count: (word: TextWord) => number): number =>
  words.reduce((sum, word) => sum + count(word), 0);

function distrustOfInk(
  words: readonly TextWord[],
  raster: Crop,
  region: Box,
  mustCover: number,
): Distrust | null {
  const grid = inkGrid(raster, region);
  const covered = new Uint8Array(grid.ink.length);
  let inkless = 0;
  for (const { box } of words) {
    // Glyph boxes of some fonts are tight: accents and descenders stick out.
    const margin = 0.15 * boxHeight(box);
    let inked = false;
    for (const cell of grid.cellsOf([box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin])) {
      covered[cell] = 1;
      if (grid.ink[cell] === 1) inked = true;
    }
    if (!inked) inkless += 1;
  }
  if (inkless / words.length > trustLimits.inkless) return 'inkless';
  let [ink, coveredInk] = [0, 0];
  for (let cell = 0; cell < grid.ink.length; cell += 1) {
    if (grid.ink[cell] === 0) continue;
    ink += 1;
    coveredInk += covered[cell] as number;
  }
  return ink > 0 && coveredInk / ink < mustCover ? 'uncovered_ink' : null;
}
