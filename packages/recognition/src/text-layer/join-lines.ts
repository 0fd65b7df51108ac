/** Printed lines as paragraphs: words broken at a line end are made whole, line ends inside a paragraph become spaces. */
import { isIdeographic, type PrintedLine } from './lines.ts';

/** Lower-case words of the page, for telling a broken word from a compound. */
export type Vocabulary = ReadonlySet<string>;

export const vocabularyOf = (texts: Iterable<string>): Vocabulary => {
  const words = new Set<string>();
  for (const text of texts) {
    for (const match of text.toLowerCase().matchAll(/[\p{L}\p{N}][\p{L}\p{N}'’-]*[\p{L}\p{N}]/gu))
      words.add(match[0]);
  }
  return words;
};

/** Beginnings that keep their hyphen where the page does not show otherwise. */
const compounds = new Set([
  'self',
  'non',
  'well',
  'ex',
  'cross',
  'half',
  'all',
  'quasi',
  'pseudo',
  'long',
  'short',
  'high',
  'low',
  'state',
  'so',
  'then',
]);

const hyphenEnd = /([\p{L}\p{N}’']+)([-\u2010\u00ad])$/u;

/** A longer run of letters is none; what has been joined so far may be long. */
const longestWord = 100;

/** Two consecutive lines (or pieces) as one. */
export function joinTwo(before: string, after: string, vocabulary: Vocabulary): string {
  if (before === '' || after === '') return before + after;
  const broken = hyphenEnd.exec(before.slice(-longestWord));
  if (broken === null) {
    const tight = isIdeographic(before.at(-1) as string) && isIdeographic(after[0] as string);
    return tight ? before + after : `${before} ${after}`;
  }
  const [, head = '', hyphen = ''] = broken;
  const tail = /^[\p{L}\p{N}’']+/u.exec(after)?.[0] ?? '';
  const stem = before.slice(0, -hyphen.length);
  return (isBrokenWord(head, hyphen, tail, vocabulary) ? stem : before) + after;
}

function isBrokenWord(head: string, hyphen: string, tail: string, vocabulary: Vocabulary): boolean {
  if (hyphen === '\u00ad') return true;
  if (!/^\p{Ll}/u.test(tail) || !/\p{L}$/u.test(head)) return false;
  const [whole, compound] = [(head + tail).toLowerCase(), `${head}-${tail}`.toLowerCase()];
  if (vocabulary.has(compound)) return false;
  return vocabulary.has(whole) || !compounds.has(head.toLowerCase());
}

const listItem = /^(?:[•●▪■◦‣∙·–—*]\s|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s)/;

/** `paragraphs` breaks where the print does; `one` never does (titles, captions); `lines` keeps every line. */
export type LineStyle = 'paragraphs' | 'one' | 'lines';

/** One text; paragraphs are separated by a single line end, which Markdown later spreads. */
export function joinLines(lines: readonly PrintedLine[], style: LineStyle, vocabulary: Vocabulary): string {
  if (style === 'lines') return indented(lines);
  const paragraphs: string[] = [];
  const frame = frameOf(lines);
  lines.forEach((line, i) => {
    const before = lines[i - 1];
    const starts = before === undefined || (style === 'paragraphs' && beginsParagraph(before, line, frame));
    if (starts) paragraphs.push(line.text);
    else paragraphs.push(joinTwo(paragraphs.pop() as string, line.text, vocabulary));
  });
  return paragraphs.join('\n');
}

/** What the lines of a region have in common, px. */
interface Frame {
  readonly left: number;
  readonly right: number;
  /** Usual white between two lines. */
  readonly gap: number;
}

function frameOf(lines: readonly PrintedLine[]): Frame {
  const gaps = lines.slice(1).map((line, i) => line.box[1] - (lines[i] as PrintedLine).box[3]);
  return {
    left: lines.reduce((least, { box }) => Math.min(least, box[0]), Number.POSITIVE_INFINITY),
    right: lines.reduce((most, { box }) => Math.max(most, box[2]), 0),
    gap: gaps.sort((a, b) => a - b)[Math.floor((gaps.length - 1) / 2)] ?? 0,
  };
}

function beginsParagraph(before: PrintedLine, line: PrintedLine, frame: Frame): boolean {
  if (listItem.test(line.text)) return true;
  const em = line.fontSize;
  const below = line.box[1] > before.box[1] + 0.5 * em;
  if (!below) return false;
  const gap = line.box[1] - before.box[3];
  if (gap > 0.9 * em && gap > 1.6 * frame.gap) return true;
  const endsEarly = before.box[2] < frame.right - 1.5 * em;
  const isIndented = line.box[0] - frame.left > 0.8 * em && before.box[0] - frame.left < 0.4 * em;
  return (isIndented && /[.!?:;"”’)\]。！？：]$/.test(before.text)) || (endsEarly && isIndented);
}

const deepestIndent = 80;

/** Every line, with the indentation that it has in print: code and algorithms mean something by it. */
function indented(lines: readonly PrintedLine[]): string {
  const { left } = frameOf(lines);
  return lines
    .map(({ box, fontSize, text }) => {
      const spaces = Math.round((box[0] - left) / (0.5 * Math.max(1, fontSize)));
      return ' '.repeat(Math.min(deepestIndent, spaces)) + text;
    })
    .join('\n');
}

/** Text that an engine gives in printed lines, without places: a blank line ends a paragraph. */
export function joinPrintedText(text: string, style: LineStyle): string {
  if (style === 'lines') return text;
  const vocabulary = vocabularyOf([text]);
  const paragraphs = text.split(/\n[^\S\n]*\n+/).flatMap((paragraph) => {
    const pieces: string[] = [];
    for (const line of paragraph
      .split('\n')
      .map((l) => l.trim())
      .filter((l) => l !== '')) {
      if (pieces.length === 0 || (style === 'paragraphs' && listItem.test(line))) pieces.push(line);
      else pieces.push(joinTwo(pieces.pop() as string, line, vocabulary));
    }
    return pieces;
  });
  return paragraphs.join(style === 'one' ? ' ' : '\n');
}
