/** Recognised lines -> text as printed: a line per line, a blank line between paragraphs, hyphens kept. */
import type { OcrLine, OcrWord } from './tsv.ts';
import { isWide } from './wide-letters.ts';

/** Line pitch over the usual one that starts a paragraph. */
const paragraphPitch = 1.45;
/** Indentation of a first line, in line heights. */
const smallestIndent = 0.8;
const largestIndent = 5;

/** Lines come in reading order, as Tesseract gives them. */
export function readingText(lines: readonly OcrLine[]): string {
  const pitch = usualPitch(lines);
  return lines
    .map((line, i) => {
      const previous = lines[i - 1];
      const text = lineText(line.words);
      if (previous === undefined) return text;
      return `${startsParagraph(lines, i, pitch) ? '\n\n' : '\n'}${text}`;
    })
    .join('');
}

export function lineText(words: readonly OcrWord[]): string {
  return words.reduce((text, word, i) => {
    const previous = words[i - 1];
    return previous === undefined ? word.text : `${text}${separator(previous, word)}${word.text}`;
  }, '');
}

/** Wide scripts have no spaces between words; Tesseract still cuts them into words. */
function separator(left: OcrWord, right: OcrWord): '' | ' ' {
  const wide = [left.text.at(-1), right.text[0]].filter(
    (letter) => letter !== undefined && isWide(letter),
  ).length;
  if (wide === 0) return ' ';
  const gap = right.box[0] - left.box[2];
  const height = Math.max(left.box[3] - left.box[1], right.box[3] - right.box[1]);
  // A gap of more than a cell was set on purpose (a form's label and value).
  return gap > height * (wide === 2 ? 1.2 : 0.35) ? ' ' : '';
}

const lineHeight = (line: OcrLine) => line.box[3] - line.box[1];

/** Median distance from the bottom of one line to that of the next within a block; 0 without such a pair. */
function usualPitch(lines: readonly OcrLine[]): number {
  const pitches = lines
    .slice(1)
    .flatMap((line, i) => (line.block === lines[i]!.block ? [line.box[3] - lines[i]!.box[3]] : []))
    .filter((pitch) => pitch > 0)
    .sort((a, b) => a - b);
  return pitches[Math.floor(pitches.length / 2)] ?? 0;
}

function startsParagraph(lines: readonly OcrLine[], i: number, pitch: number): boolean {
  const line = lines[i]!;
  const previous = lines[i - 1]!;
  if (line.block !== previous.block) return true;
  if (pitch > 0 && line.box[3] - previous.box[3] > pitch * paragraphPitch) return true;
  const next = lines[i + 1];
  if (next === undefined || next.block !== line.block) return false;
  const indent = Math.min(line.box[0] - previous.box[0], line.box[0] - next.box[0]) / lineHeight(line);
  return indent > smallestIndent && indent < largestIndent;
}
