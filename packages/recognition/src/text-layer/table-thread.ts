/** The thread behind table-reader.ts. */
import { tableFromWords } from './table-from-words.ts';
import type { TableTask } from './table-reader.ts';

export const read = ({ words, crop }: TableTask): string | null => tableFromWords(words, crop);
