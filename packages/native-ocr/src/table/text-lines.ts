/** Words -> lines, by how much of their height they share. */
import { type Box, boundingBox, boxHeight, intervalOverlap } from '@recto/geometry';
import type { TableWord } from './shapes.ts';

/** Words from left to right; never empty. */
export interface TextLine {
  readonly words: readonly TableWord[];
  readonly box: Box;
}

/** Lines from top to bottom. */
export function groupLines(words: readonly TableWord[]): TextLine[] {
  const middle = ({ box }: TableWord) => (box[1] + box[3]) / 2;
  const lines: TableWord[][] = [];
  let reach: [number, number] = [0, 0];
  for (const word of words.toSorted((a, b) => middle(a) - middle(b))) {
    const [, top, , bottom] = word.box;
    const shared = intervalOverlap(top, bottom, reach[0], reach[1]);
    const line = lines.at(-1);
    if (line !== undefined && shared > Math.min(bottom - top, reach[1] - reach[0]) / 2) {
      line.push(word);
      // The reach follows the tallest word, so that a chain of small steps cannot swallow the next line.
      if (bottom - top > reach[1] - reach[0]) reach = [top, bottom];
    } else {
      lines.push([word]);
      reach = [top, bottom];
    }
  }
  return lines.map((members) => ({
    words: members.toSorted((a, b) => a.box[0] - b.box[0]),
    box: boundingBox(members.map((word) => word.box)),
  }));
}

/** Median height of the words, px: the unit for every distance in a table. 1 without words. */
export function usualHeight(words: readonly TableWord[]): number {
  const lettered = words.filter((word) => /[\p{L}\p{N}]/u.test(word.text));
  const heights = (lettered.length > 0 ? lettered : words)
    .map((word) => boxHeight(word.box))
    .sort((a, b) => a - b);
  return Math.max(1, heights[Math.floor(heights.length / 2)] ?? 1);
}
