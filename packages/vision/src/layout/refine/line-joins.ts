/** What stands apart and yet is one line: words beside a stretched space, section numbers, indices and exponents. */
import { boundingBox, intervalOverlap } from '@recto/geometry';
import { type Draft, sameRow, wordGap } from './line-drafts.ts';

/** Up to this gap they may still be one line with a stretched space. */
const stretchedGap = 3;
/** How far above and below rows are looked at for that, in font sizes. */
const rowsAround = 2.5;
/** Scripts are smaller than their line by this factor, this narrow and this near to it (in font sizes). */
const script = { size: 0.85, width: 3, gap: 0.4 };
/** A raised mark of a note may stand this far (in font sizes) before its hanging text. */
const noteMark = { gap: 2.5, text: /^(\(?\d{1,2}\)?|[a-z]\)?|[*†‡§]{1,3}\)?)$/ };
/** Pieces before and after one, from top to bottom, among which its row and the rows around are found. */
const nearbyPieces = 40;

/** Drafts above and below, row by row. */
function rowsNear(left: Draft, right: Draft, near: readonly Draft[]): Draft[][] {
  const reach = rowsAround * Math.max(left.size, right.size);
  const top = Math.min(left.box[1], right.box[1]) - reach;
  const bottom = Math.max(left.box[3], right.box[3]) + reach;
  const rows: Draft[][] = [];
  for (const draft of near) {
    const { box } = draft;
    if (box[3] <= top || box[1] >= bottom || sameRow(box, left.box)) continue;
    const row = rows.find(([first]) => first && sameRow(first.box, box));
    if (row) row.push(draft);
    else rows.push([draft]);
  }
  return rows;
}

/** Widest part of an interval that the drafts of a row leave free. */
function freeWidth(row: readonly Draft[], from: number, to: number): number {
  let reach = from;
  let widest = 0;
  for (const { box } of row.toSorted((a, b) => a.box[0] - b.box[0])) {
    widest = Math.max(widest, Math.min(box[0], to) - reach);
    reach = Math.max(reach, box[2]);
  }
  return Math.max(widest, to - reach);
}

/** A gap in a row is a stretched space, not a gutter, when more of the rows around run across it than part there. */
function gapIsCrossed(left: Draft, right: Draft, near: readonly Draft[]): boolean {
  const [from, to] = [left.box[2], right.box[0]];
  const gutter = wordGap * Math.min(left.size, right.size);
  let crossing = 0;
  let parting = 0;
  for (const row of rowsNear(left, right, near)) {
    const hasLeft = row.some(({ box }) => box[0] < from);
    const hasRight = row.some(({ box }) => box[2] > to);
    if (!hasLeft || !hasRight) continue;
    if (freeWidth(row, from, to) < gutter) crossing += 1;
    else parting += 1;
  }
  return crossing > parting;
}

/** What stands behind such a space: page numbers. Anything else may be the next column. */
const pageNumbers = /^\d{1,4}([–-]\d{1,4})?[,;]?$/;
/** A space typed by hand is equally wide (in font sizes) on so many other rows, where it stands elsewhere on the row. */
const typedSpace = { tolerance: 0.12, elsewhere: 0.5, rows: 2 };

interface Gap {
  readonly from: number;
  readonly width: number;
}

const isPageNumbers = ({ words }: Draft): boolean => words.every(({ word }) => pageNumbers.test(word.text));

/** The gap between each draft and the page numbers that come next on its row, if they are near enough for one line. */
function gapsBeforePages(byTop: readonly Draft[]): Map<Draft, Gap> {
  const gaps = new Map<Draft, Gap>();
  byTop.forEach((left, i) => {
    let next: Draft | undefined;
    for (const right of byTop.slice(Math.max(0, i - nearbyPieces), i + nearbyPieces)) {
      const isNearer = right.box[0] > left.box[2] && (!next || right.box[0] < next.box[0]);
      if (isNearer && sameRow(left.box, right.box)) next = right;
    }
    const width = next ? next.box[0] - left.box[2] : Number.POSITIVE_INFINITY;
    if (next && width <= stretchedGap * left.size && isPageNumbers(next))
      gaps.set(left, { from: left.box[2], width });
  });
  return gaps;
}

/** Entries of an index and their page numbers: the gap is always the same and the columns right of it are ragged. */
function isTypedSpace(
  left: Draft,
  right: Draft,
  near: readonly Draft[],
  gaps: ReadonlyMap<Draft, Gap>,
): boolean {
  if (!isPageNumbers(right)) return false;
  const width = right.box[0] - left.box[2];
  const alike = near.filter((other) => {
    const gap = other === left ? undefined : gaps.get(other);
    return (
      gap !== undefined &&
      Math.abs(gap.width - width) <= typedSpace.tolerance * left.size &&
      Math.abs(gap.from - left.box[2]) >= typedSpace.elsewhere * left.size
    );
  });
  return alike.length >= typedSpace.rows;
}

/** A section number or bullet that stands alone before its text. */
const loneMark = /^(\d{1,2}(\.\d{1,2})*[.)]?|[A-Z]\.|[IVX]{1,4}\.|[•◦▪‣·–—-])$/;

function isMarkOf(mark: Draft, text: Draft): boolean {
  const [only, ...others] = mark.words;
  const first = text.words[0];
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

/** Joins the words of lines that were torn at stretched spaces or after a section number. */
export function joinStretched(drafts: readonly Draft[]): Draft[] {
  const byTop = drafts.toSorted((a, b) => a.box[1] - b.box[1]);
  const place = new Map(byTop.map((draft, i) => [draft, i]));
  const gaps = gapsBeforePages(byTop);
  const joined: Draft[] = [];
  const taken = new Set<Draft>();
  // From the left, so that every row is joined from its first piece on.
  for (const draft of drafts.toSorted((a, b) => a.box[0] - b.box[0])) {
    if (taken.has(draft)) continue;
    const i = place.get(draft) ?? 0;
    const window = byTop.slice(Math.max(0, i - nearbyPieces), i + nearbyPieces);
    const line: Draft = { ...draft, words: [...draft.words] };
    for (;;) {
      const next = window.find(
        (d) =>
          d !== draft &&
          !taken.has(d) &&
          d.box[0] >= line.box[2] - 1 &&
          d.box[0] - line.box[2] <= stretchedGap * Math.max(d.size, line.size) &&
          sameRow(d.box, line.box) &&
          (isMarkOf(line, d) || gapIsCrossed(line, d, window) || isTypedSpace(line, d, window, gaps)),
      );
      if (!next) break;
      taken.add(next);
      line.words.push(...next.words);
      line.box = boundingBox([line.box, next.box]);
      line.size = Math.max(line.size, next.size);
    }
    taken.add(draft);
    joined.push(line);
  }
  return joined;
}

const textOf = ({ words }: Draft): string => words.map(({ word }) => word.text).join('');

/** Indices and exponents that stand too high or low for their row go to the line that they touch. */
export function joinScripts(drafts: readonly Draft[]): Draft[] {
  const byTop = drafts.toSorted((a, b) => a.box[1] - b.box[1]);
  const hosts = new Map<Draft, Draft>();
  byTop.forEach((small, i) => {
    const { box, size } = small;
    if (box[2] - box[0] > script.width * size) return;
    const beside = byTop
      .slice(Math.max(0, i - nearbyPieces), i + nearbyPieces)
      .filter(
        (d) =>
          size <= script.size * d.size &&
          d.box[2] - d.box[0] > box[2] - box[0] &&
          intervalOverlap(d.box[1], d.box[3], box[1], box[3]) > 0,
      );
    const touches = ({ box: [left, , right], size: large }: Draft) =>
      intervalOverlap(left - script.gap * large, right + script.gap * large, box[0], box[2]) > 0;
    const isMarkedBy = ({ box: [left], size: large }: Draft) =>
      left >= box[2] && left - box[2] <= noteMark.gap * large && noteMark.text.test(textOf(small));
    const host = beside.find(touches) ?? beside.find(isMarkedBy);
    if (host) hosts.set(small, host);
  });
  const lines = new Map<Draft, Draft>();
  for (const draft of drafts) {
    if (!hosts.has(draft)) lines.set(draft, { ...draft, words: [...draft.words] });
  }
  for (const [small, host] of hosts) {
    const line = lines.get(host);
    // A script of a script: it stays a line of its own rather than be lost.
    if (!line) lines.set(small, small);
    else {
      line.words.push(...small.words);
      line.words.sort((a, b) => a.box[0] - b.box[0]);
      line.box = boundingBox([line.box, small.box]);
    }
  }
  return [...lines.values()];
}
