/** tables.jsonl: TEDS of tables that are sent as crops, without layout detection. */
import { readRows } from '../support/evaluation-data.ts';
import type { Figure } from '../support/figure.ts';
import { inParallel } from '../support/in-parallel.ts';
import { printTable } from '../support/print-table.ts';
import { mean } from '../support/statistics.ts';
import { textOnly } from './predictions.ts';
import type { ScoringRun } from './scoring-run.ts';
import { teds } from './teds.ts';

interface TableRow {
  readonly source: string;
  readonly file: string;
  readonly html: string;
}

export const scoreTables = async ({ predictor, width, take }: ScoringRun): Promise<Figure[]> => {
  const rows = take(await readRows<TableRow>('tables.jsonl'));
  const scored = await inParallel(rows, width, async ({ source, file, html }) => {
    const fields = { ...textOnly, useLayoutDetection: false, promptLabel: 'table' };
    const { pages } = await predictor.predict(file, fields);
    const predicted = pages?.[0]?.prunedResult.parsing_res_list[0]?.block_content ?? '';
    return {
      source,
      file,
      whole: teds(predicted, html),
      structure: teds(predicted, html, { structureOnly: true }),
    };
  });
  printTable(
    'Tables: TEDS, and TEDS of the structure alone',
    ['set', 'table', 'TEDS', 'structure'],
    scored.map(({ source, file, whole, structure }) => [
      source,
      file.split('/').at(-1) ?? file,
      whole.toFixed(3),
      structure.toFixed(3),
    ]),
  );
  return [
    { name: 'TEDS', value: mean(scored.map(({ whole }) => whole)), bar: null },
    { name: 'TEDS structure', value: mean(scored.map(({ structure }) => structure)), bar: null },
  ];
};
