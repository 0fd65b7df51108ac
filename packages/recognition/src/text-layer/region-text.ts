/** The words of a region as the text of its block. */
import type { TextWord } from '@recto/documents';
import { joinLines, type LineStyle, type Vocabulary } from './join-lines.ts';
import { printedLines } from './lines.ts';

const oneLiners: ReadonlySet<string> = new Set([
  'doc_title',
  'paragraph_title',
  'figure_title',
  'number',
  'formula_number',
  'header',
  'footer',
]);

export function lineStyleOf(label: string): LineStyle {
  if (label === 'algorithm' || label === 'content') return 'lines';
  return oneLiners.has(label) ? 'one' : 'paragraphs';
}

export const regionText = (words: readonly TextWord[], label: string, vocabulary: Vocabulary): string =>
  words.length === 0 ? '' : joinLines(printedLines(words), lineStyleOf(label), vocabulary);
