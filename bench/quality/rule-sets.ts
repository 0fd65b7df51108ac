/** rules.jsonl: share of checks that hold, per set and kind. */
import { readRows } from '../support/evaluation-data.ts';
import type { Figure } from '../support/figure.ts';
import { inParallel } from '../support/in-parallel.ts';
import { printTable } from '../support/print-table.ts';
import { markdownOf, textOnly } from './predictions.ts';
import { type Rule, ruleHolds } from './rules.ts';
import type { ScoringRun } from './scoring-run.ts';

interface CheckedRule {
  readonly set: string;
  readonly kind: Rule['type'];
  readonly holds: boolean;
}

/** Sets with a bar of their own: what the data calls them, what the issue calls them. */
const bars = [
  { set: 'cleaned_multi_columns', name: 'multi-column order', value: 0.75 },
  { set: 'headers_footers', name: 'header/footer absence', value: 0.9 },
  { set: 'long_texts', name: 'long tiny text', value: 0.7 },
] as const;

const setOf = ({ source }: Rule): string => source.split('/').at(-1) ?? source;

const passRate = (rules: readonly CheckedRule[]): number =>
  rules.filter(({ holds }) => holds).length / rules.length;

/** Rules by the page that they speak of. */
const byPage = (rules: readonly Rule[]): Rule[][] => [
  ...Map.groupBy(rules, ({ file, page }) => `${file}#${page}`).values(),
];

export const scoreRules = async ({ predictor, width, take }: ScoringRun): Promise<Figure[]> => {
  const pages = take(byPage(await readRows<Rule>('rules.jsonl')));
  const checked = (
    await inParallel(pages, width, async (rules) => {
      const { file, page } = rules[0]!;
      const prediction = await predictor.predict(file, { ...textOnly, pages: String(page) });
      const markdown = markdownOf(prediction);
      // A page that was refused passes nothing, not even its "absent" rules.
      return rules.map((rule) => ({
        set: setOf(rule),
        kind: rule.type,
        holds: prediction.pages !== null && ruleHolds(rule, markdown),
      }));
    })
  ).flat();

  const groups = [...Map.groupBy(checked, ({ set, kind }) => `${set} ${kind}`).values()];
  printTable(
    'Rules: share that holds of the page, after white space and Unicode are normalised',
    ['set', 'kind', 'rules', 'hold', 'rate'],
    groups.map((rules) => [
      rules[0]!.set,
      rules[0]!.kind,
      rules.length,
      rules.filter(({ holds }) => holds).length,
      passRate(rules).toFixed(3),
    ]),
  );
  const barred = bars.map(({ set, name, value }) => ({
    name,
    value: passRate(checked.filter((rule) => rule.set === set)),
    bar: { sense: 'at least' as const, value },
  }));
  return [...barred, { name: 'all rules', value: passRate(checked), bar: null }];
};
