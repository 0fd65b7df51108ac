/** `OCR:` and `Seal Recognition:`: lines of text. */
import { prepareImage } from '../image/prepare.ts';
import { readingText } from '../ocr/reading-text.ts';
import { recogniseText } from '../ocr/recognise-text.ts';
import { segmentation } from '../ocr/tesseract.ts';
import { wordConfidence } from '../ocr/tsv.ts';
import type { Reading, TaskInput } from './task.ts';

export async function readPlainText({ image, tesseract, groups }: TaskInput): Promise<Reading> {
  const lines = recogniseText(tesseract, groups, await prepareImage(image));
  return { text: readingText(lines), ...wordConfidence(lines) };
}

/** Words of a stamp that Tesseract is less sure of are strokes of its frame, 0..1. */
const readableConfidence = 0.3;

/** Text on a circle is beyond Tesseract; straight lines in the middle of a stamp are not. */
export async function readSeal({ image, tesseract, groups }: TaskInput): Promise<Reading> {
  const lines = recogniseText(tesseract, groups, await prepareImage(image), segmentation.sparse);
  const legible = lines
    .map((line) => ({ ...line, words: line.words.filter((word) => word.confidence >= readableConfidence) }))
    .filter((line) => line.words.length > 0);
  return { text: readingText(legible), ...wordConfidence(legible), marked: true };
}
