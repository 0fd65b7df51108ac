/** text.jsonl: normalised edit distance of a document's words, 0 = equal, 1 = nothing in common. */
import { readFile } from 'node:fs/promises';
import { documentPath, readRows } from '../support/evaluation-data.ts';
import type { Figure } from '../support/figure.ts';
import { inParallel } from '../support/in-parallel.ts';
import { printTable } from '../support/print-table.ts';
import { mean } from '../support/statistics.ts';
import { editDistance } from './myers.ts';
import { plainText } from './plain-text.ts';
import { markdownOf, textOnly } from './predictions.ts';
import type { ScoringRun } from './scoring-run.ts';

interface TextRow {
  readonly source: string;
  readonly file: string;
  readonly lang: string;
  /** Under files/. */
  readonly ref: string;
}

/** Both sides as plain text (see plain-text.ts); the distance over the length of the longer one. */
export const textDistance = (markdown: string, reference: string): number => {
  const [a, b] = [plainText(markdown), plainText(reference)];
  const longer = Math.max(a.length, b.length);
  return longer === 0 ? 0 : editDistance(a, b) / longer;
};

export const scoreText = async ({ predictor, width, take }: ScoringRun): Promise<Figure[]> => {
  const rows = take(await readRows<TextRow>('text.jsonl'));
  const scored = await inParallel(rows, width, async (row) => {
    const reference = await readFile(documentPath(row.ref), 'utf8');
    const prediction = await predictor.predict(row.file, textOnly);
    return { ...row, distance: textDistance(markdownOf(prediction), reference) };
  });
  printTable(
    'Text: normalised edit distance per document, Markdown and LaTeX markup stripped, NFKC, white space as one space',
    ['set', 'language', 'document', 'distance'],
    scored.map(({ source, lang, file, distance }) => [
      source,
      lang,
      file.split('/').at(-1) ?? file,
      distance,
    ]),
  );
  const english = scored.filter(({ lang }) => lang === 'english').map(({ distance }) => distance);
  return [
    {
      name: 'edit distance on English documents',
      value: mean(english),
      bar: { sense: 'at most', value: 0.15 },
    },
    { name: 'on all documents', value: mean(scored.map(({ distance }) => distance)), bar: null },
  ];
};
