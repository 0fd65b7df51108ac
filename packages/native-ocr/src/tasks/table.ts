/** `Table Recognition:` -> OTSL. */
import { tableStructure } from '../table/structure.ts';
import { readWords } from './table-words.ts';
import type { Reading, TaskInput } from './task.ts';

/** Empty where the crop holds no words. */
export async function readTable(input: TaskInput): Promise<Reading> {
  const { words, rulings, sureness } = await readWords(input);
  return { text: tableStructure({ words, rulings }) ?? '', ...sureness };
}
