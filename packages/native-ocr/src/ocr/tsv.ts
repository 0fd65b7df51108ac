/** Tesseract's TSV output: one row per page, block, paragraph, line and word. */
import { type Box, boundingBox } from '@recto/geometry';

export interface OcrWord {
  readonly text: string;
  /** Pixels of the recognised image. */
  readonly box: Box;
  /** 0..1 */
  readonly confidence: number;
}

/** Words from left to right; never empty. */
export interface OcrLine {
  readonly words: readonly OcrWord[];
  readonly box: Box;
  /** Running number of Tesseract's block (column) in which the line stands. */
  readonly block: number;
}

const wordLevel = '5';

/** Columns: level, page, block, paragraph, line, word, left, top, width, height, confidence (0..100), text. */
export function parseTsv(tsv: string): OcrLine[] {
  const words = new Map<string, OcrWord[]>();
  for (const row of tsv.split('\n')) {
    const [level, page, block, paragraph, line, , left, top, width, height, confidence, ...rest] =
      row.split('\t');
    const text = rest.join('\t').trim();
    if (level !== wordLevel || text === '') continue;
    const [x, y] = [Number(left), Number(top)];
    const word: OcrWord = {
      text,
      box: [x, y, x + Number(width), y + Number(height)],
      confidence: Math.min(1, Math.max(0, Number(confidence) / 100)),
    };
    const key = `${page} ${block} ${paragraph} ${line}`;
    const members = words.get(key);
    if (members) members.push(word);
    else words.set(key, [word]);
  }
  return [...words].map(([key, members]) => ({
    words: members,
    box: boundingBox(members.map((word) => word.box)),
    block: Number(key.split(' ')[1]),
  }));
}

/** Mean over the words, weighted by their length; 0 without words. */
export function meanConfidence(lines: readonly Pick<OcrLine, 'words'>[]): number {
  let letters = 0;
  let sum = 0;
  for (const word of lines.flatMap((line) => line.words)) {
    letters += word.text.length;
    sum += word.confidence * word.text.length;
  }
  return letters > 0 ? sum / letters : 0;
}

/** What a reading says of its words: Tesseract's own scale, 0..1, which is no probability. */
export interface WordConfidence {
  /** Mean over the words, weighted by their length; 0 without words. */
  readonly confidence: number;
  /** Of the word that was hardest to read; 0 without words. */
  readonly lowest: number;
  readonly words: number;
}

export function wordConfidence(lines: readonly Pick<OcrLine, 'words'>[]): WordConfidence {
  const all = lines.flatMap((line) => line.words.map((word) => word.confidence));
  const lowest = all.reduce((least, confidence) => Math.min(least, confidence), 1);
  return { confidence: meanConfidence(lines), lowest: all.length > 0 ? lowest : 0, words: all.length };
}
