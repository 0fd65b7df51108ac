/** What every task of the engine gets and gives. */
import type { Gray } from '../image/gray.ts';
import type { LanguageGroup } from '../languages.ts';
import type { Tesseract } from '../ocr/tesseract.ts';
import type { WordConfidence } from '../ocr/tsv.ts';

export interface TaskInput {
  /** The crop as it was sent. */
  readonly image: Gray;
  readonly tesseract: Tesseract;
  readonly groups: readonly LanguageGroup[];
}

export interface Reading extends WordConfidence {
  readonly text: string;
  /** Present and true where the engine gives what it can read of a thing that it does not really understand. */
  readonly marked?: boolean;
}
