/** Grid -> OTSL (pipeline.md 5.3). */
import { joinWords } from './join-words.ts';
import type { Grid } from './shapes.ts';

const otslToken = /<(?:[felux]cel|nl)>/g;

/** One line of tokens, every row with the same number of cells and closed by `<nl>`. */
export function toOtsl({ rows, columns, cells }: Grid): string {
  const tokens = Array.from({ length: rows }, () => Array.from({ length: columns }, () => '<ecel>'));
  for (const cell of cells) {
    for (let down = 0; down < cell.rowSpan; down++) {
      for (let right = 0; right < cell.columnSpan; right++) {
        tokens[cell.row + down]![cell.column + right] = mergedToken(down, right);
      }
    }
    // A document that prints a token must not be able to change the structure.
    const text = joinWords(cell.words).replace(otslToken, '');
    tokens[cell.row]![cell.column] = text === '' ? '<ecel>' : `<fcel>${text}`;
  }
  return tokens.map((row) => `${row.join('')}<nl>`).join('');
}

const mergedToken = (down: number, right: number): string =>
  down === 0 ? '<lcel>' : right === 0 ? '<ucel>' : '<xcel>';
