/** `Chart Recognition:`: what is drawn cannot be read, but a table of data can, and words are better than nothing. */
import { tableStructure } from '../table/structure.ts';
import { readPlainText } from './plain-text.ts';
import { readWords } from './table-words.ts';
import type { Reading, TaskInput } from './task.ts';

/** Share of empty cells up to which rows and columns are a table and no scatter of labels. */
const mostEmpty = 0.2;

export async function readChart(input: TaskInput): Promise<Reading> {
  const { words, rulings, sureness } = await readWords(input);
  const rows = plainRows(tableStructure({ words, rulings }) ?? '');
  if (rows !== null) return { text: rows, ...sureness, marked: true };
  return { ...(await readPlainText(input)), marked: true };
}

/** Rows by newline, cells by ` | ` (pipeline.md 5.5); null unless the OTSL is a full grid without spans. */
export function plainRows(otsl: string): string | null {
  const rows = otsl
    .split('<nl>')
    .slice(0, -1)
    .map((row) => row.split(/<[fe]cel>/).slice(1));
  const cells = rows.flat();
  const empty = cells.filter((cell) => cell === '').length;
  if (/<[lux]cel>/.test(otsl) || rows.length < 2 || rows[0]!.length < 2) return null;
  return empty > cells.length * mostEmpty ? null : rows.map((row) => row.join(' | ')).join('\n');
}
