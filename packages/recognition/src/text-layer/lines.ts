/** Words of one region as printed lines, in reading order. */
import type { TextWord } from '@recto/documents';
import { type Box, boundingBox, boxHeight, intervalOverlap } from '@recto/geometry';
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
  const lines: TextWord[][] = [];
  for (const word of [...upright].sort((a, b) => b.fontSize - a.fontSize || a.baseline - b.baseline)) {
    // Large words first: small ones (superscripts, indices) then find the line that they hang on.
    const home = lines.find((line) => sharesLine(line[0] as TextWord, word));
    if (home) home.push(word);
    else lines.push([word]);
  }
  return lines
    .map((line) => line.sort((a, b) => a.box[0] - b.box[0]))
    .map((line) => ({
      text: lineText(line),
      box: boundingBox(line.map((w) => w.box)),
      fontSize: sizeOf(line),
    }))
    .filter((line) => line.text !== '')
    .sort((a, b) => a.box[1] + a.box[3] - (b.box[1] + b.box[3]) || a.box[0] - b.box[0]);
}

function sharesLine(anchor: TextWord, word: TextWord): boolean {
  if (Math.abs(anchor.baseline - word.baseline) < 0.35 * word.fontSize) return true;
  const isScript = word.fontSize < 0.85 * anchor.fontSize;
  const shared = intervalOverlap(anchor.box[1], anchor.box[3], word.box[1], word.box[3]);
  return (
    isScript &&
    shared > 0.4 * boxHeight(word.box) &&
    Math.abs(anchor.baseline - word.baseline) < 0.6 * anchor.fontSize
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
    const { written, attached } = scriptText(word, { fontSize, baseline });
    const gap = before ? word.box[0] - before.box[2] : 0;
    // A mark before a word (an affiliation, a footnote) belongs to what follows it, not to what it follows.
    const hangs = attached && gap < 0.25 * fontSize;
    text += before && !hangs && isSpaced(before, word, gap) ? ` ${written}` : written;
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
