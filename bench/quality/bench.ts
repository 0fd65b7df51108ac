/** `quality`: how good the answers are, on documents whose truth is known. Every scorer has its file. */
import { parseArgs } from 'node:util';
import { withStack } from '../stack.ts';
import { dataIsPresent } from '../support/evaluation-data.ts';
import type { Bench, Figure } from '../support/figure.ts';
import { withInstantEngine } from '../support/with-instant-engine.ts';
import { scoreLayout } from './layout.ts';
import { createPredictor } from './predictions.ts';
import { scoreRules } from './rule-sets.ts';
import type { ScoringRun } from './scoring-run.ts';
import { scoreTables } from './tables.ts';
import { scoreText } from './text.ts';

type Scorer = (run: ScoringRun) => Promise<Figure[]>;

const scorers: Readonly<Record<string, Scorer>> = { text: scoreText, rules: scoreRules, tables: scoreTables };

/** Requests at a time; pages of one request run side by side anyway. */
const width = 3;

export const quality: Bench = async (args) => {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', multiple: true },
      limit: { type: 'string' },
      cached: { type: 'boolean', default: false },
    },
  });
  if (!dataIsPresent()) return null;
  const limit = values.limit === undefined ? Number.POSITIVE_INFINITY : Number(values.limit);
  const wants = (name: string): boolean => values.only?.includes(name) ?? true;
  const run = (pipelineUrl: string): ScoringRun => ({
    predictor: createPredictor(pipelineUrl, values.cached),
    width,
    take: (rows) => rows.slice(0, limit),
  });

  const figures: Figure[] = [];
  const reading = Object.entries(scorers).filter(([name]) => wants(name));
  if (reading.length > 0) {
    await withStack({}, async ({ pipeline }) => {
      for (const [, score] of reading) figures.push(...(await score(run(pipeline.url))));
    });
  }
  if (wants('layout')) {
    // Layout needs no reading, so what reads answers at once.
    await withInstantEngine(async ({ pipeline }) => {
      figures.push(...(await scoreLayout(run(pipeline.url))));
    });
  }
  return figures;
};
