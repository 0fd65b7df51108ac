/** Words of one region as printed lines, in reading order. */
import type { TextWord } from '@recto/documents';
import { type Box, boundingBox, boxHeight, boxWidth, intervalOverlap } from '@recto/geometry';
import { scriptText } from './scripts.ts';

export interface PrintedLine {
  readonly text: string;
  /** In the frame of reading: turned text is turned back first. */
  readonly box: Box;
  readonly fontSize: number;
}

/** Turned text lies in a frame of its own; the commonest direction of the region wins, the rest is left out of it. */
export function printedLines(words: readonly TextWord[]): PrintedLine[] {
  const angle = commonest(words.map((word) => word.angle));
  const upright = words.filter((word) => word.angle === angle).map((word) => turnedBack(word, angle));
  const lines = withScripts(rowsOf(upright))
    .map((line) => line.sort((a, b) => a.box[0] - b.box[0]))
    .map((line) => ({
      text: lineText(line),
      box: boundingBox(line.map((w) => w.box)),
      fontSize: sizeOf(line),
    }))
    .filter((line) => line.text !== '');
  // A figure or initial as high as two lines is read before the first of them.
  const usual = median(lines.map(({ box }) => boxHeight(box)));
  const place = ({ box }: PrintedLine): number => box[1] + Math.min(boxHeight(box), usual) / 2;
  return lines.sort((a, b) => place(a) - place(b) || a.box[0] - b.box[0]);
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** The first word of a row is its largest. A figure twice as large beside two lines stands on neither's baseline. */
const isOfRow = (word: TextWord, first: TextWord): boolean =>
  Math.abs(first.baseline - word.baseline) < 0.35 * word.fontSize && first.fontSize < 1.6 * word.fontSize;

/** Words of about one size on one baseline. */
function rowsOf(words: readonly TextWord[]): TextWord[][] {
  const rows: TextWord[][] = [];
  for (const word of [...words].sort((a, b) => b.fontSize - a.fontSize || a.baseline - b.baseline)) {
    const home = rows.find(([first]) => isOfRow(word, first as TextWord));
    if (home) home.push(word);
    else rows.push([word]);
  }
  return rows;
}

/** Superscripts and indices are rows of small words that hang on a row with more print than they have themselves. */
function withScripts(rows: readonly TextWord[][]): TextWord[][] {
  const lines: TextWord[][] = [];
  for (const row of rows) {
    const home = lines.find((line) => hangsOn(row, line));
    if (home) home.push(...row);
    else lines.push([...row]);
  }
  return lines;
}

const printedWidth = (words: readonly TextWord[]): number =>
  words.reduce((sum, { box }) => sum + boxWidth(box), 0);

function hangsOn(row: readonly TextWord[], line: readonly TextWord[]): boolean {
  const [word, anchor] = [row[0] as TextWord, line[0] as TextWord];
  const shared = intervalOverlap(anchor.box[1], anchor.box[3], word.box[1], word.box[3]);
  return (
    word.fontSize < 0.85 * anchor.fontSize &&
    shared > 0.4 * boxHeight(word.box) &&
    Math.abs(anchor.baseline - word.baseline) < 0.6 * anchor.fontSize &&
    printedWidth(row) < printedWidth(line)
  );
}

/** The size that most letters of the line have. */
function sizeOf(line: readonly TextWord[]): number {
  const letters = new Map<number, number>();
  for (const { fontSize, text } of line) letters.set(fontSize, (letters.get(fontSize) ?? 0) + text.length);
  return [...letters].reduce((most, entry) => (entry[1] > most[1] ? entry : most))[0];
}

function lineText(line: readonly TextWord[]): string {
  const fontSize = sizeOf(line);
  const baseline = (line.find((word) => word.fontSize === fontSize) as TextWord).baseline;
  let text = '';
  line.forEach((word, i) => {
    const before = line[i - 1];
    const { written, place } = scriptText(word, { fontSize, baseline });
    const gap = before ? word.box[0] - before.box[2] : 0;
    // A mark before a word (an affiliation, a footnote) belongs to what follows it, not to what it follows.
    const hangs = place === 'attached' && gap < 0.25 * fontSize;
    const spaced = before && !hangs && (place === 'apart' || isSpaced(before, word, gap));
    text += spaced ? ` ${written}` : written;
  });
  return text.trim();
}

const ideographic = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;
export const isIdeographic = (text: string): boolean => ideographic.test(text);

function isSpaced(before: TextWord, word: TextWord, gap: number): boolean {
  if (isIdeographic(before.text.at(-1) ?? '') && isIdeographic(word.text[0] ?? ''))
    return gap > 0.8 * word.fontSize;
  return before.spaceAfter || gap > 0.12 * word.fontSize;
}

function commonest(angles: readonly TextWord['angle'][]): TextWord['angle'] {
  const counts = new Map<TextWord['angle'], number>();
  for (const angle of angles) counts.set(angle, (counts.get(angle) ?? 0) + 1);
  return [...counts].reduce<[TextWord['angle'], number]>(
    (most, entry) => (entry[1] > most[1] ? entry : most),
    [0, 0],
  )[0];
}

/** The word as it would lie if the page were turned so that it reads left to right. */
function turnedBack(word: TextWord, angle: TextWord['angle']): TextWord {
  const [x0, y0, x1, y1] = word.box;
  if (angle === 90) return { ...word, box: [y0, -x1, y1, -x0], baseline: -word.baseline };
  if (angle === 180) return { ...word, box: [-x1, -y1, -x0, -y0], baseline: -word.baseline };
  if (angle === 270) return { ...word, box: [-y1, x0, -y0, x1] };
  return word;
}
