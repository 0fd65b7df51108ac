/** `robustness`: odd, broken and hostile PDFs. Each gets a result or a refusal that says why; nothing else is an answer. */
import { readdir, readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Stack, withStack } from '../stack.ts';
import { dataIsPresent, dataPath } from '../support/evaluation-data.ts';
import type { Bench } from '../support/figure.ts';
import { inParallel } from '../support/in-parallel.ts';
import { askPipeline, type LayoutParsingAnswer } from '../support/pipeline-client.ts';
import { printTable } from '../support/print-table.ts';

/** Longer than the service itself allows a request: what is not answered by then hangs. */
const hangMs = 900_000;

interface Outcome {
  readonly file: string;
  readonly good: boolean;
  readonly status: string;
  readonly seconds: number;
  readonly says: string;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** The three keys of an error, or a result with pages (wire.md 1.2, 1.4). */
const judge = ({ status, text }: LayoutParsingAnswer): { good: boolean; says: string } => {
  const envelope: unknown = JSON.parse(text);
  if (!isObject(envelope) || typeof envelope.logId !== 'string')
    return { good: false, says: 'not an envelope' };
  if (status !== 200) {
    const typed = envelope.errorCode === status && typeof envelope.errorMsg === 'string';
    return { good: typed && status >= 400 && status < 500, says: String(envelope.errorMsg) };
  }
  const pages = isObject(envelope.result) ? envelope.result.layoutParsingResults : null;
  const count = Array.isArray(pages) ? pages.length : 0;
  return { good: count > 0 && envelope.errorCode === 0, says: `${count} pages` };
};

const ask = async ({ pipeline }: Stack, file: string): Promise<Outcome> => {
  const bytes = await readFile(dataPath(`robustness/${file}`));
  try {
    const answer = await askPipeline(pipeline.url, bytes, { visualize: false }, AbortSignal.timeout(hangMs));
    return { file, status: String(answer.status), seconds: answer.elapsedMs / 1000, ...judge(answer) };
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    return { file, good: false, status: 'none', seconds: Number.NaN, says };
  }
};

export const robustness: Bench = async (args) => {
  const { values } = parseArgs({ args, options: { limit: { type: 'string' } } });
  if (!dataIsPresent()) return null;
  const files = (await readdir(dataPath('robustness'))).sort().slice(0, Number(values.limit ?? 1_000_000));

  const outcomes = await withStack({}, (stack) => inParallel(files, 3, (file) => ask(stack, file)));
  printTable(
    'Answers, bad ones first',
    ['file', 'verdict', 'status', 'seconds', 'says'],
    outcomes
      .toSorted((a, b) => Number(a.good) - Number(b.good))
      .map(({ file, good, status, seconds, says }) => [
        file,
        good ? 'ok' : 'BAD',
        status,
        seconds.toFixed(1),
        says.slice(0, 80),
      ]),
  );
  return [
    {
      name: 'files answered well',
      value: outcomes.filter(({ good }) => good).length,
      bar: { sense: 'at least', value: files.length },
      digits: 0,
      unit: ` of ${files.length}`,
    },
  ];
};
