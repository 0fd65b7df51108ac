/** Lines -> blocks: runs of lines below each other that leading, font and edges show to be one paragraph or heading. */
import { type Box, boundingBox, boxWidth, intervalOverlap } from '@recto/geometry';
import type { TextLine } from './text-lines.ts';

export interface TextBlock {
  /** From top to bottom in the upright frame. */
  readonly lines: readonly TextLine[];
  /** Page pixels. */
  readonly box: Box;
  /** An entry of an index: it has no part of its neighbours. */
  readonly isEntry: boolean;
  /** Its first line is set in below a line of the same column: a paragraph begins, whoever says otherwise. */
  readonly isSetIn: boolean;
}

/** Lines of one font size lie at most this many font sizes apart, baseline to baseline, whatever the leading. */
const maxLeading = 2.1;
/** A gap this much wider than the page's usual leading ends a paragraph. */
const looseLeading = 1.3;
/** Lines of a paragraph differ in size by less than this factor; more where sizes were guessed by OCR. */
const sameSize = { set: 1.12, guessed: 1.45 };
/** From this share of neighbouring lines on with slightly different sizes the sizes were guessed. */
const guessedShare = 0.25;
/** Share of the narrower line's width that a line shares with the one above. */
const sharedWidth = 0.3;
/** A first line is set in, or a hanging one set out, by at least this many font sizes. */
const indent = 0.7;
/** A line that ends this share of the column short is the last of its paragraph when the next is set in or full. */
const shortLine = 0.15;

/** A block of this many lines, this wide (in font sizes) and of this many words a line is prose. */
const prose = { lines: 3, width: 14, wordsPerLine: 4 };

const size = (a: TextLine, b: TextLine) => Math.max(a.fontSize, b.fontSize);
const leading = (above: TextLine, below: TextLine) => (below.baseline - above.baseline) / size(above, below);

function touches(above: TextLine, below: TextLine): boolean {
  const step = leading(above, below);
  if (step <= 0.3 || step > maxLeading) return false;
  const [a, b] = [above.upright, below.upright];
  return intervalOverlap(a[0], a[2], b[0], b[2]) >= sharedWidth * Math.min(boxWidth(a), boxWidth(b));
}

/** For each line the nearest lines right below it; several where a line lies over two columns. */
function neighboursBelow(lines: readonly TextLine[]): Map<TextLine, TextLine[]> {
  const sorted = lines.toSorted((a, b) => a.baseline - b.baseline);
  const below = new Map<TextLine, TextLine[]>();
  sorted.forEach((line, i) => {
    const found: TextLine[] = [];
    for (let j = i + 1; j < sorted.length; j++) {
      const other = sorted[j]!;
      if (other.baseline - line.baseline > maxLeading * line.fontSize * 2) break;
      if (!touches(line, other)) continue;
      // A line under one that was already found is its neighbour, not ours.
      const hidden = found.some((f) => touches(f, other));
      if (!hidden) found.push(other);
    }
    below.set(line, found);
  });
  return below;
}

/** Median leading in font sizes over pairs of lines of one size; 1.2 where there are none. */
function usualLeading(below: ReadonlyMap<TextLine, readonly TextLine[]>): number {
  const steps: number[] = [];
  for (const [line, [next, ...others]] of below) {
    if (next && others.length === 0 && Math.abs(line.fontSize - next.fontSize) < 1)
      steps.push(leading(line, next));
  }
  steps.sort((a, b) => a - b);
  return steps[steps.length >> 1] ?? 1.2;
}

interface Neighbours {
  readonly above: TextLine | undefined;
  readonly line: TextLine;
  readonly next: TextLine;
  /** The line after `next`, for telling a first line from a hanging one. */
  readonly afterNext: TextLine | undefined;
}

/** Left and right edges of the column that these lines stand in. */
function column({ above, line, next, afterNext }: Neighbours): { left: number; right: number } {
  const own = [above, line, next, afterNext].flatMap((l) => (l ? [l.upright] : []));
  return { left: Math.min(...own.map((b) => b[0])), right: Math.max(...own.map((b) => b[2])) };
}

/** `next` is set in, against a line that stands at the edge, with the following line back there (or the page's end). */
function isSetIn(neighbours: Neighbours): boolean {
  const { line, next, afterNext } = neighbours;
  const em = next.fontSize;
  const inset = next.upright[0] - line.upright[0];
  return (
    inset > indent * em &&
    inset < 6 * em &&
    line.upright[0] - column(neighbours).left < indent * em &&
    (!afterNext || next.upright[0] - afterNext.upright[0] > indent * em)
  );
}

/** Edges show that `next` begins a paragraph. */
function beginsParagraph(neighbours: Neighbours): boolean {
  const { above, line, next } = neighbours;
  const em = next.fontSize;
  const { left, right } = column(neighbours);
  const inset = next.upright[0] - line.upright[0];
  // Centred lines are one heading, however their edges step in and out.
  const center = (l: TextLine) => (l.upright[0] + l.upright[2]) / 2;
  if (Math.abs(inset) > indent * em && Math.abs(center(next) - center(line)) < 0.5 * em) return false;
  const lineIsShort = right - line.upright[2] > shortLine * (right - left);
  // Under a bullet or a number the rest of the entry hangs.
  if (inset > indent * em && startsEntry(line) && !startsEntry(next)) return false;
  if (isSetIn(neighbours)) return true;
  // Entries of one line each, below each other.
  if (Math.abs(inset) < 0.3 * em && startsEntry(line) && startsEntry(next)) return true;
  // Set out against lines that hang under their first one: the next entry of a list.
  const hangs = above
    ? line.upright[0] - next.upright[0] > indent * em &&
      Math.abs(above.upright[0] - line.upright[0]) < indent * em
    : false;
  if (-inset > indent * em && (hangs || lineIsShort || startsEntry(next))) return true;
  return lineIsShort && Math.abs(inset) <= indent * em && startsEntry(next);
}

/** A bullet or a number as lists, references and footnotes have them. */
const entryMark = /^([•◦▪‣·*–—-]|\(?\d{1,3}[.)\]]|\[\d{1,3}\]|\(?[a-z][.)])$/i;
export const startsEntry = ({ words }: TextLine): boolean => entryMark.test(words[0]?.text ?? '');

/** On a page of an index so many lines, and this share of them, end in page numbers after words. */
const index = { lines: 12, share: 0.4 };
/** Entries go on below lines this wide, compared with the wide ones of the page, or ones that end in a comma. */
const fullLine = { rank: 0.8, share: 0.65 };
const pageNumber = /^\d{1,4}([–-]\d{1,4})?[,;.]?$/;

const endsInPages = ({ words }: TextLine): boolean =>
  words.length > 1 && pageNumber.test(words.at(-1)?.text ?? '') && /\p{L}/u.test(words[0]?.text ?? '');

function indexHabit(lines: readonly TextLine[]): { isIndex: boolean; fullWidth: number } {
  const ending = lines.filter(endsInPages).length;
  const widths = lines.map(({ upright }) => boxWidth(upright)).toSorted((a, b) => a - b);
  const wide = widths[Math.floor(fullLine.rank * widths.length)] ?? 0;
  return {
    isIndex: ending >= index.lines && ending >= index.share * lines.length,
    fullWidth: fullLine.share * wide,
  };
}

/** Within an index: more page numbers, or words below a full line that has none yet, set in. */
function continuesEntry({ line, next }: Neighbours, { fullWidth }: Habits): boolean {
  const last = line.words.at(-1)?.text ?? '';
  const isInset = next.upright[0] - line.upright[0] > 0.3 * next.fontSize;
  if (pageNumber.test(next.words[0]?.text ?? '')) return last.endsWith(',') || !pageNumber.test(last);
  return isInset && !pageNumber.test(last) && boxWidth(line.upright) >= fullWidth;
}

const sizeRatio = (a: TextLine, b: TextLine) => size(a, b) / Math.min(a.fontSize, b.fontSize);

/** What the page as a whole says about its lines. */
interface Habits {
  /** In font sizes. */
  readonly leading: number;
  readonly sameSize: number;
  readonly isIndex: boolean;
  /** Pixels from which on a line of an index counts as full. */
  readonly fullWidth: number;
}

function habitsOf(lines: readonly TextLine[], below: ReadonlyMap<TextLine, readonly TextLine[]>): Habits {
  let pairs = 0;
  let uneven = 0;
  for (const [line, nexts] of below) {
    const ratio = nexts.length === 1 ? sizeRatio(line, nexts[0]!) : 2;
    if (ratio < 1.5) pairs += 1;
    if (ratio > 1.02 && ratio < 1.5) uneven += 1;
  }
  return {
    leading: usualLeading(below),
    sameSize: uneven > guessedShare * pairs ? sameSize.guessed : sameSize.set,
    ...indexHabit(lines),
  };
}

function continues(neighbours: Neighbours, habits: Habits): boolean {
  const { line, next } = neighbours;
  if (sizeRatio(line, next) > habits.sameSize || line.bold !== next.bold) return false;
  if (line.isLineNumber !== next.isLineNumber) return false;
  if (leading(line, next) > looseLeading * habits.leading) return false;
  return habits.isIndex ? continuesEntry(neighbours, habits) : !beginsParagraph(neighbours);
}

/** Long enough for a line of a paragraph: parts of formulas stand set in as well. */
const isLong = ({ upright, fontSize }: TextLine): boolean => boxWidth(upright) >= prose.width * fontSize;

/** Every line is in exactly one block. */
export function textBlocks(lines: readonly TextLine[]): TextBlock[] {
  const below = neighboursBelow(lines);
  const above = new Map<TextLine, TextLine[]>();
  for (const [line, nexts] of below) {
    for (const next of nexts) above.set(next, [...(above.get(next) ?? []), line]);
  }
  const onlyBelow = (line: TextLine | undefined) => {
    const [next, ...others] = (line && below.get(line)) ?? [];
    return next && others.length === 0 && above.get(next)?.length === 1 ? next : undefined;
  };
  const habits = habitsOf(lines, below);
  const blocks: TextLine[][] = [];
  const started = new Set<TextLine>();
  const setIn = new Set<TextLine>();
  for (const first of lines.toSorted((a, b) => a.baseline - b.baseline)) {
    if (started.has(first)) continue;
    const run = [first];
    started.add(first);
    for (let line = first, next = onlyBelow(line); next && !started.has(next); next = onlyBelow(line)) {
      const neighbours = { above: run.at(-2), line, next, afterNext: onlyBelow(next) };
      if (!continues(neighbours, habits)) {
        if (isSetIn(neighbours) && isLong(next)) setIn.add(next);
        break;
      }
      run.push(next);
      started.add(next);
      line = next;
    }
    blocks.push(run);
  }
  return blocks.map((run) => ({
    lines: run,
    box: boundingBox(run.map(({ box }) => box)),
    isEntry: habits.isIndex,
    isSetIn: setIn.has(run[0] as TextLine),
  }));
}

/** True for a paragraph of running text. */
export function isProse({ lines, box }: TextBlock): boolean {
  const words = lines.reduce((sum, line) => sum + line.words.length, 0);
  const em = lines[0]?.fontSize ?? 1;
  return (
    lines.length >= prose.lines &&
    boxWidth(box) >= prose.width * em &&
    words >= prose.wordsPerLine * lines.length
  );
}
