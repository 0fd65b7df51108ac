/** Words of a cell -> its text: line by line, without line ends. */
import { isWide } from '../ocr/wide-letters.ts';
import type { TableWord } from './shapes.ts';
import { groupLines } from './text-lines.ts';

export function joinWords(words: readonly TableWord[]): string {
  let text = '';
  for (const line of groupLines(words)) {
    line.words.forEach((word, i) => {
      const next = word.text.trim().replace(/\s+/g, ' ');
      text += `${separator(text, next, i === 0)}${next}`;
    });
  }
  return text;
}

function separator(before: string, next: string, lineStart: boolean): '' | ' ' {
  if (before === '' || next === '') return '';
  // A word broken at a hyphen goes on in the next line; whether the hyphen belongs to it nobody can tell.
  if (lineStart && /\p{L}-$/u.test(before) && /^\p{Ll}/u.test(next)) return '';
  return isWide(before.at(-1)!) && isWide(next[0]!) ? '' : ' ';
}
