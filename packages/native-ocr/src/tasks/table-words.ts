/** What table and chart tasks see in a crop: words and rulings in pixels of the levelled crop. */
import { findComponents } from '../image/components.ts';
import { type Gray, histogram, otsuThreshold, toInk } from '../image/gray.ts';
import { letterHeight } from '../image/letter-size.ts';
import { normaliseTones, prepareImage } from '../image/prepare.ts';
import { estimateSkew, straighten } from '../image/skew.ts';
import { recogniseStrips } from '../ocr/recognise-text.ts';
import { type OcrWord, type WordConfidence, wordConfidence } from '../ocr/tsv.ts';
import { eraseRulings } from '../table/erase-rulings.ts';
import { findRulings } from '../table/rulings.ts';
import type { Rulings, TableWord } from '../table/shapes.ts';
import type { TaskInput } from './task.ts';

export interface ReadWords {
  readonly words: readonly TableWord[];
  readonly rulings: Rulings;
  readonly sureness: WordConfidence;
}

export async function readWords({ image, tesseract, groups }: TaskInput): Promise<ReadWords> {
  const { level, height } = await levelImage(image);
  const rulings = findRulings(level, height);
  const prepared = await prepareImage(eraseRulings(level, rulings, height));
  const lines = recogniseStrips(tesseract, groups, prepared);
  const place = (value: number) => (value - prepared.margin) / prepared.scale;
  const kept = lines.flatMap((line) => line.words).filter((word) => !isRemnant(word));
  const words = kept.map(
    ({ text, box }): TableWord => ({
      text,
      box: [place(box[0]), place(box[1]), place(box[2]), place(box[3])],
    }),
  );
  return { words, rulings, sureness: wordConfidence([{ words: kept }]) };
}

/** Punctuation in which Tesseract itself hardly believes, 0..1. */
const doubtful = 0.5;

/** What is left of rulings comes out of Tesseract as bars, underscores and doubtful specks. */
const isRemnant = ({ text, confidence }: OcrWord): boolean =>
  /^[|¦[\]_=]+$/.test(text) || (confidence < doubtful && /^[.,:;'"`~^()]+$/.test(text));

async function levelImage(given: Gray): Promise<{ level: Gray; height: number }> {
  const image = normaliseTones(given);
  const components = findComponents(toInk(image, otsuThreshold(histogram(image))));
  const height = letterHeight(components) ?? 8;
  return { level: await straighten(image, estimateSkew(components, height)), height };
}
