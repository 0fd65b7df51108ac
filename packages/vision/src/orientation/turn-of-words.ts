/** Which way up a page is by its words: a PDF says of each which way it runs. */
import type { TextLayer } from '@recto/documents';
import { type QuarterTurn, quarterTurns } from './rotate-raster.ts';

/** Fewer characters may be a stamp on a scan. */
const leastCharacters = 80;
/** So large a share of the characters runs one way; where two ways are nearer to each other the picture has to tell. */
const clearShare = 0.8;

/** Degrees by which the page has to be turned counter-clockwise; null where its words do not tell. Text under a scan is somebody's guess. */
export function turnOfWords(layer: TextLayer | null): QuarterTurn | null {
  const characters: Record<QuarterTurn, number> = { 0: 0, 90: 0, 180: 0, 270: 0 };
  let all = 0;
  for (const { text, angle, invisible } of layer?.words ?? []) {
    if (invisible) continue;
    characters[angle] += text.length;
    all += text.length;
  }
  if (all < leastCharacters) return null;
  return quarterTurns.find((turn) => characters[turn] >= clearShare * all) ?? null;
}
