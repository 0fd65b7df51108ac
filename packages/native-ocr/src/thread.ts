/**
 * Entry of a worker thread: one Tesseract, one crop at a time. Everything that touches pixels happens here, off the
 * event loop of the service.
 */
import { type PlainError, RectoError, toPlain } from '@recto/contracts';
import { workerData } from 'piscina';
import { decodeImage } from './image/decode.ts';
import type { LanguageFile, LanguageGroup } from './languages.ts';
import { startTesseract } from './ocr/tesseract.ts';
import { type NativeTask, taskOfPrompt } from './prompt.ts';
import { readChart } from './tasks/chart.ts';
import { readFormula } from './tasks/formula.ts';
import { readPlainText, readSeal } from './tasks/plain-text.ts';
import { readSpotting } from './tasks/spotting.ts';
import { readTable } from './tasks/table.ts';
import type { Reading, TaskInput } from './tasks/task.ts';

export interface ThreadSettings {
  readonly files: readonly LanguageFile[];
  readonly groups: readonly LanguageGroup[];
  readonly maxPixels: number;
}

/** A null question warms the thread up. */
export type ThreadQuestion = { readonly image: Uint8Array; readonly prompt: string } | null;
export type ThreadAnswer =
  | { readonly reading: Reading | null; readonly error?: never }
  | { readonly error: PlainError; readonly reading?: never };

const readers: Readonly<Record<NativeTask, (input: TaskInput) => Promise<Reading>>> = {
  ocr: readPlainText,
  table: readTable,
  formula: readFormula,
  chart: readChart,
  seal: readSeal,
  spotting: readSpotting,
};

const settings = workerData as ThreadSettings;
const starting = startTesseract(settings.files, settings.groups);
// Told to whoever asks; an unhandled rejection would end the thread and the pool would start it over for ever.
starting.catch(() => {});

export async function answer(question: ThreadQuestion): Promise<ThreadAnswer> {
  try {
    const tesseract = await starting;
    if (question === null) return { reading: null };
    const image = await decodeImage(question.image, settings.maxPixels);
    const read = readers[taskOfPrompt(question.prompt)];
    return { reading: await read({ image, tesseract, groups: settings.groups }) };
  } catch (cause) {
    const error = cause instanceof RectoError ? cause : new RectoError('vlm.failed', { cause });
    return { error: toPlain(error) };
  }
}
