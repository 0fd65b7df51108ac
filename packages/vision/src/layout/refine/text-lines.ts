/**
 * Words of a PDF's text layer -> lines that never cross a column gap. Works on upright copies of the boxes, so that
 * text turned by 90, 180 or 270 degrees is read like any other.
 */
import type { PageSize, TextWord } from '@recto/documents';
import { type Box, clipBox } from '@recto/geometry';
import { type Draft, type DraftWord, draftLines } from './line-drafts.ts';
import { joinScripts, joinStretched } from './line-joins.ts';
import { findLineNumbers } from './line-numbers.ts';
import { type Angle, pageBox, uprightBaseline, uprightBox } from './upright.ts';

export interface TextLine {
  /** In writing direction. */
  readonly words: readonly TextWord[];
  /** Page pixels, cut to what glyphs of this size can fill: loose boxes of some fonts reach into the next lines. */
  readonly box: Box;
  /** The same on the page turned so that the line is upright. */
  readonly upright: Box;
  /** y of the baseline in the upright frame. */
  readonly baseline: number;
  /** Of most of its characters, in pixels. */
  readonly fontSize: number;
  /** Most of its characters are bold. */
  readonly bold: boolean;
  /** Counts the lines of the page and is no part of its text. */
  readonly isLineNumber: boolean;
}

/** What glyphs fill above and below their baseline, in font sizes. */
const ascent = 0.85;
const descent = 0.24;

function draftWord(word: TextWord, page: PageSize): DraftWord {
  const onPage = clipBox(word.box, page.width, page.height);
  const [x0, y0, x1, y1] = uprightBox(onPage, word.angle, page);
  const baseline = uprightBaseline(word, page);
  const top = Math.max(y0, baseline - ascent * word.fontSize);
  const bottom = Math.min(y1, baseline + descent * word.fontSize);
  return { word, baseline, box: bottom > top ? [x0, top, x1, bottom] : [x0, y0, x1, y1] };
}

function lineOf({ words, box }: Draft, angle: Angle, page: PageSize, isLineNumber: boolean): TextLine {
  const bySize = new Map<number, { characters: number; baseline: number }>();
  let bold = 0;
  let all = 0;
  for (const { word, baseline } of words) {
    const size = Math.round(word.fontSize * 2) / 2;
    const entry = bySize.get(size) ?? { characters: 0, baseline };
    entry.characters += word.text.length;
    bySize.set(size, entry);
    all += word.text.length;
    if (word.bold) bold += word.text.length;
  }
  let [fontSize, main] = [0, { characters: -1, baseline: box[3] }];
  for (const [size, entry] of bySize) {
    if (entry.characters > main.characters) [fontSize, main] = [size, entry];
  }
  return {
    words: words.map(({ word }) => word),
    box: pageBox(box, angle, page),
    upright: box,
    baseline: main.baseline,
    fontSize,
    bold: bold * 2 > all,
    isLineNumber,
  };
}

const onPage = ({ box: [x0, y0, x1, y1] }: TextWord, { width, height }: PageSize): boolean =>
  x0 < width && y0 < height && x1 > 0 && y1 > 0 && x1 > x0 && y1 > y0;

/** Lines of one writing direction, in no particular order. Words off the page are left out. */
export function textLines(words: readonly TextWord[], angle: Angle, page: PageSize): TextLine[] {
  const upright = words
    .filter((word) => word.angle === angle && onPage(word, page))
    .map((word) => draftWord(word, page));
  const counters = findLineNumbers(upright.map((entry) => ({ ...entry.word, box: entry.box, entry })));
  const lineNumbers = new Set([...counters].map(({ entry }) => entry));
  const drafts = joinScripts(joinStretched(draftLines(upright.filter((word) => !lineNumbers.has(word)))));
  return [
    ...drafts.map((draft) => lineOf(draft, angle, page, false)),
    ...draftLines([...lineNumbers]).map((draft) => lineOf(draft, angle, page, true)),
  ];
}

export const lineText = (line: TextLine): string =>
  line.words
    .map(({ text, spaceAfter }) => (spaceAfter ? `${text} ` : text))
    .join('')
    .trim();
