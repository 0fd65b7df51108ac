/** Words that stand close together in a row -> drafts of lines that never cross a column gap. Boxes are upright. */
import type { TextWord } from '@recto/documents';
import { type Box, boundingBox, intervalOverlap } from '@recto/geometry';

/** Words this close, in font sizes, are always one line: the narrowest column gaps are wider. */
export const wordGap = 0.8;
/** Share of the lower one's height that two words of a line have in common. */
export const sameRowShare = 0.5;
/** Type that differs by this factor is a script, an initial or a big numeral: the smaller says what is close. */
const otherType = 2;

export interface DraftWord {
  readonly word: TextWord;
  readonly box: Box;
  readonly baseline: number;
}

/** Words that are being put together to a line; `box` grows. */
export interface Draft {
  words: DraftWord[];
  box: Box;
  /** Pixels; the largest of its words, so that a superscript does not narrow what counts as near. */
  size: number;
}

/** Two upright boxes stand in one row. */
export const sameRow = (a: Box, b: Box): boolean =>
  intervalOverlap(a[1], a[3], b[1], b[3]) >= sameRowShare * Math.min(a[3] - a[1], b[3] - b[1]);

/** The font size in which the gap between two sizes of type is measured. */
const gapSize = (a: number, b: number): number =>
  Math.max(a, b) > otherType * Math.min(a, b) ? Math.min(a, b) : Math.max(a, b);

/** Side of the strips in which open lines are looked up, in pixels. */
const strip = 32;

/** From left to right every word joins the line that it stands closest to, or opens one. */
export function draftLines(words: readonly DraftWord[]): Draft[] {
  const drafts: Draft[] = [];
  const strips = new Map<number, Draft[]>();
  const enlist = (draft: Draft, [, y0, , y1]: Box) => {
    for (let s = Math.floor(y0 / strip); s <= Math.floor(y1 / strip); s++) {
      const list = strips.get(s);
      if (!list) strips.set(s, [draft]);
      else if (!list.includes(draft)) list.push(draft);
    }
  };
  for (const word of words.toSorted((a, b) => a.box[0] - b.box[0])) {
    const size = word.word.fontSize;
    const near = strips.get(Math.floor((word.box[1] + word.box[3]) / 2 / strip)) ?? [];
    let best: Draft | undefined;
    for (const draft of near) {
      const gap = word.box[0] - draft.box[2];
      const fits = gap <= wordGap * gapSize(size, draft.size) && sameRow(draft.words.at(-1)!.box, word.box);
      if (fits && (!best || draft.box[2] > best.box[2])) best = draft;
    }
    if (best) {
      best.words.push(word);
      best.box = boundingBox([best.box, word.box]);
      best.size = Math.max(best.size, size);
      enlist(best, word.box);
    } else {
      const draft: Draft = { words: [word], box: word.box, size };
      drafts.push(draft);
      enlist(draft, word.box);
    }
  }
  return drafts;
}
