/** `Table Recognition:` -> OTSL, `Chart Recognition:` -> rows with `|` where the chart is a table in truth. */
import { findComponents } from '../image/components.ts';
import { type Gray, histogram, otsuThreshold, toInk } from '../image/gray.ts';
import { letterHeight } from '../image/letter-size.ts';
import { normaliseTones, prepareImage } from '../image/prepare.ts';
import { estimateSkew, straighten } from '../image/skew.ts';
import { recogniseStrips } from '../ocr/recognise-text.ts';
import { meanConfidence, type OcrWord } from '../ocr/tsv.ts';
import { eraseRulings } from '../table/erase-rulings.ts';
import { findRulings } from '../table/rulings.ts';
import type { Rulings, TableWord } from '../table/shapes.ts';
import { tableStructure } from '../table/structure.ts';
import { readPlainText } from './plain-text.ts';
import type { Reading, TaskInput } from './task.ts';

interface ReadWords {
  readonly words: readonly TableWord[];
  readonly rulings: Rulings;
  readonly confidence: number;
}

/** Plain text where the crop holds no table. */
export async function readTable(input: TaskInput): Promise<Reading> {
  const { words, rulings, confidence } = await readWords(input);
  const text = tableStructure({ words, rulings });
  return text === null ? readPlainText(input) : { text, confidence };
}

export async function readWords({ image, tesseract, groups }: TaskInput): Promise<ReadWords> {
  const { level, height } = await levelImage(image);
  const rulings = findRulings(level, height);
  const prepared = await prepareImage(eraseRulings(level, rulings, height));
  const lines = recogniseStrips(tesseract, groups, prepared);
  const place = (value: number) => (value - prepared.margin) / prepared.scale;
  const words = lines
    .flatMap((line) => line.words)
    .filter((word) => !isRemnant(word))
    .map(
      ({ text, box }): TableWord => ({
        text,
        box: [place(box[0]), place(box[1]), place(box[2]), place(box[3])],
      }),
    );
  return { words, rulings, confidence: meanConfidence(lines) };
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

/** What is drawn cannot be read; a legend or a data table beside it can. */
export async function readChart(input: TaskInput): Promise<Reading> {
  return { ...(await readPlainText(input)), marked: true };
}
