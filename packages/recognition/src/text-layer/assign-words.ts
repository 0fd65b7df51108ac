/** Which region a word of the text layer belongs to: the smallest that holds its centre, so no word is told twice. */
import type { TextLayer, TextWord } from '@recto/documents';
import { type Box, boxArea, boxCenter, iou } from '@recto/geometry';

/** Words per region, in the order of the text layer. Words outside every region are in none. */
export function assignWords(layer: TextLayer, boxes: readonly Box[]): TextWord[][] {
  const assigned: TextWord[][] = boxes.map(() => []);
  const bySize = boxes.map((box, i) => ({ box, i })).sort((a, b) => boxArea(a.box) - boxArea(b.box));
  for (const word of layer.words) {
    const [x, y] = boxCenter(word.box);
    const home = bySize.find(({ box }) => x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3]);
    if (home) assigned[home.i]?.push(word);
  }
  return assigned.map(withoutDoubles);
}

/** Bold is sometimes faked by printing a word twice, a hair apart. */
function withoutDoubles(words: TextWord[]): TextWord[] {
  const kept: TextWord[] = [];
  for (const word of words) {
    // A double follows its original closely in the content stream.
    const double = kept
      .slice(-20)
      .some((other) => other.text === word.text && iou(other.box, word.box) > 0.7);
    if (!double) kept.push(word);
  }
  return kept;
}
