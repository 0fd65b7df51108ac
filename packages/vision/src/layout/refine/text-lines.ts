/**
 * Words of a PDF's text layer -> lines that never cross a column gap. Works on upright copies of the boxes, so that
 * text turned by 90, 180 or 270 degrees is read like any other.
 */
import type { PageSize, TextWord } from '@recto/documents';
import { type Box, boundingBox, intervalOverlap } from '@recto/geometry';
import { findLineNumbers } from './line-numbers.ts';

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

type Angle = TextWord['angle'];

/** What glyphs fill above and below their baseline, in font sizes. */
const ascent = 0.95;
const descent = 0.28;
/** Words this close, in font sizes, are always one line: the narrowest column gaps are wider. */
const wordGap = 0.8;
/** Up to this gap they may still be one line with a stretched space. */
const stretchedGap = 3;
/** How far above and below rows are looked at for that, in font sizes. */
const rowsAround = 2.5;
/** Pieces before and after one, from top to bottom, among which its row and the rows around are found. */
const nearbyPieces = 40;
/** Share of the lower one's height that two words of a line have in common. */
const sameRowShare = 0.5;

/** An upright copy of a box and its baseline. */
function uprightBox(box: Box, angle: Angle, { width, height }: PageSize): Box {
  const [x0, y0, x1, y1] = box;
  switch (angle) {
    case 0:
      return box;
    case 90:
      return [y0, width - x1, y1, width - x0];
    case 180:
      return [width - x1, height - y1, width - x0, height - y0];
    case 270:
      return [height - y1, x0, height - y0, x1];
  }
}

/** Undoes `uprightBox`. */
function pageBox(box: Box, angle: Angle, { width, height }: PageSize): Box {
  const [x0, y0, x1, y1] = box;
  switch (angle) {
    case 0:
      return box;
    case 90:
      return [width - y1, x0, width - y0, x1];
    case 180:
      return [width - x1, height - y1, width - x0, height - y0];
    case 270:
      return [y0, height - x1, y1, height - x0];
  }
}

function uprightBaseline({ baseline, angle }: TextWord, { width, height }: PageSize): number {
  if (angle === 90) return width - baseline;
  return angle === 180 ? height - baseline : baseline;
}

interface Piece {
  readonly word: TextWord;
  readonly box: Box;
  readonly baseline: number;
}

/** Words that are being put together to a line; `box` grows. */
interface Draft {
  pieces: Piece[];
  box: Box;
  /** Pixels; the largest of its words, so that a superscript does not narrow what counts as near. */
  size: number;
}

function pieceOf(word: TextWord, page: PageSize): Piece {
  const [x0, y0, x1, y1] = uprightBox(word.box, word.angle, page);
  const baseline = uprightBaseline(word, page);
  const top = Math.max(y0, baseline - ascent * word.fontSize);
  const bottom = Math.min(y1, baseline + descent * word.fontSize);
  return { word, baseline, box: bottom > top ? [x0, top, x1, bottom] : [x0, y0, x1, y1] };
}

const sameRow = (a: Box, b: Box): boolean =>
  intervalOverlap(a[1], a[3], b[1], b[3]) >= sameRowShare * Math.min(a[3] - a[1], b[3] - b[1]);

/** Side of the strips in which open lines are looked up, in pixels. */
const strip = 32;

/** From left to right every word joins the line that it stands closest to, or opens one. */
function draftLines(pieces: readonly Piece[]): Draft[] {
  const drafts: Draft[] = [];
  const strips = new Map<number, Draft[]>();
  const enlist = (draft: Draft, [, y0, , y1]: Box) => {
    for (let s = Math.floor(y0 / strip); s <= Math.floor(y1 / strip); s++) {
      const list = strips.get(s);
      if (!list) strips.set(s, [draft]);
      else if (!list.includes(draft)) list.push(draft);
    }
  };
  for (const piece of pieces.toSorted((a, b) => a.box[0] - b.box[0])) {
    const size = piece.word.fontSize;
    const near = strips.get(Math.floor((piece.box[1] + piece.box[3]) / 2 / strip)) ?? [];
    let best: Draft | undefined;
    for (const draft of near) {
      const gap = piece.box[0] - draft.box[2];
      const fits =
        gap <= wordGap * Math.max(size, draft.size) && sameRow(draft.pieces.at(-1)!.box, piece.box);
      if (fits && (!best || draft.box[2] > best.box[2])) best = draft;
    }
    if (best) {
      best.pieces.push(piece);
      best.box = boundingBox([best.box, piece.box]);
      best.size = Math.max(best.size, size);
      enlist(best, piece.box);
    } else {
      const draft: Draft = { pieces: [piece], box: piece.box, size };
      drafts.push(draft);
      enlist(draft, piece.box);
    }
  }
  return drafts;
}

/**
 * A gap in a row is a stretched space, not a gutter, when more of the rows above and below run across it than
 * keep it free.
 */
function gapIsCrossed(left: Draft, right: Draft, near: readonly Draft[]): boolean {
  const em = Math.max(left.size, right.size);
  const reach = rowsAround * em;
  const [from, to] = [left.box[2], right.box[0]];
  const foothold = (d: Draft) => Math.min(0.5 * em, 0.5 * (d.box[2] - d.box[0]));
  let crossing = 0;
  let bordering = 0;
  for (const { box } of near) {
    const isNear = box[1] < Math.max(left.box[3], right.box[3]) + reach && box[3] > left.box[1] - reach;
    if (!isNear || sameRow(box, left.box)) continue;
    if (box[0] <= from - foothold(left) && box[2] >= to + foothold(right)) crossing += 1;
    else if (Math.abs(box[2] - from) < em || Math.abs(box[0] - to) < em) bordering += 1;
  }
  // A row that keeps the gap free borders on it with a piece at either side.
  return crossing > bordering / 2;
}

/** A section number or bullet that stands alone before its text. */
const loneMark = /^(\d{1,2}(\.\d{1,2})*[.)]?|[A-Z]\.|[IVX]{1,4}\.|[•◦▪‣·–—-])$/;

function isMarkOf(mark: Draft, text: Draft): boolean {
  const [only, ...others] = mark.pieces;
  const first = text.pieces[0];
  return (
    only !== undefined &&
    first !== undefined &&
    others.length === 0 &&
    loneMark.test(only.word.text) &&
    only.word.fontSize === first.word.fontSize &&
    only.word.bold === first.word.bold &&
    /^\p{L}/u.test(first.word.text)
  );
}

/** Joins the pieces of lines that were torn at stretched spaces or after a section number. */
function joinStretched(drafts: readonly Draft[]): Draft[] {
  const byTop = drafts.toSorted((a, b) => a.box[1] - b.box[1]);
  const place = new Map(byTop.map((draft, i) => [draft, i]));
  const joined: Draft[] = [];
  const taken = new Set<Draft>();
  // From the left, so that every row is joined from its first piece on.
  for (const draft of drafts.toSorted((a, b) => a.box[0] - b.box[0])) {
    if (taken.has(draft)) continue;
    const i = place.get(draft) ?? 0;
    const window = byTop.slice(Math.max(0, i - nearbyPieces), i + nearbyPieces);
    const line: Draft = { ...draft, pieces: [...draft.pieces] };
    for (;;) {
      const next = window.find(
        (d) =>
          d !== draft &&
          !taken.has(d) &&
          d.box[0] >= line.box[2] - 1 &&
          d.box[0] - line.box[2] <= stretchedGap * Math.max(d.size, line.size) &&
          sameRow(d.box, line.box) &&
          (isMarkOf(line, d) || gapIsCrossed(line, d, window)),
      );
      if (!next) break;
      taken.add(next);
      line.pieces.push(...next.pieces);
      line.box = boundingBox([line.box, next.box]);
      line.size = Math.max(line.size, next.size);
    }
    taken.add(draft);
    joined.push(line);
  }
  return joined;
}

function lineOf({ pieces, box }: Draft, angle: Angle, page: PageSize, isLineNumber: boolean): TextLine {
  const bySize = new Map<number, { characters: number; baseline: number }>();
  let bold = 0;
  let all = 0;
  for (const { word, baseline } of pieces) {
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
    words: pieces.map(({ word }) => word),
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
  const pieces = words
    .filter((word) => word.angle === angle && onPage(word, page))
    .map((word) => pieceOf(word, page));
  const counters = findLineNumbers(pieces.map((piece) => ({ ...piece.word, box: piece.box, piece })));
  const lineNumbers = new Set([...counters].map(({ piece }) => piece));
  const drafts = joinStretched(draftLines(pieces.filter((piece) => !lineNumbers.has(piece))));
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
