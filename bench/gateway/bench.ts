/**
 * `gateway`: what the gateway costs, with every guard on, beside nginx and LiteLLM before the same upstream in the same run. Rounds
 * go in turn, so that noise of the machine hits all of them.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { chatBodies } from '../support/chat-load.ts';
import type { Bench, Figure } from '../support/figure.ts';
import { asFastAsAnswered, atFixedRate, type LoadResult } from '../support/lean-client.ts';
import { printTable } from '../support/print-table.ts';
import { processorSeconds } from '../support/processor-time.ts';
import { median, quantile } from '../support/statistics.ts';
import { type Contender, type Contenders, withContenders } from './contenders.ts';
import { residentSlope } from './resident-slope.ts';

const lanes = 32;
const warmUpMs = 3_000;

interface BodySize {
  readonly name: string;
  readonly imageBytes: number;
  /** Calls a second where the rate is fixed. Each body crosses two sockets: 300 of 2 MB would be more than two cores carry for nginx. */
  readonly perSecond: number;
  readonly besideLiteLlm: boolean;
}

const bodySizes: readonly BodySize[] = [
  { name: '120 kB', imageBytes: 120_000, perSecond: 300, besideLiteLlm: true },
  { name: '2 MB', imageBytes: 2_000_000, perSecond: 150, besideLiteLlm: false },
];

interface Round {
  readonly perSecond: number;
  /** ms. */
  readonly median: number;
  readonly p99: number;
  /** Processor time of the contender, ms a call; NaN for the upstream alone. */
  readonly processorMs: number;
}

const roundOf = async ({ pid }: Contender, load: () => Promise<LoadResult>): Promise<Round> => {
  const used = async () => (pid === null ? Number.NaN : processorSeconds(pid));
  const before = await used();
  const { perSecond, latencies } = await load();
  return {
    perSecond,
    median: median(latencies),
    p99: quantile(latencies, 0.99),
    processorMs: (((await used()) - before) * 1000) / latencies.length,
  };
};

/** So many rounds of each contender, in turn. */
const inTurn = async (
  contenders: readonly Contender[],
  rounds: number,
  load: (contender: Contender) => Promise<LoadResult>,
): Promise<Map<Contender, Round[]>> => {
  const results = new Map<Contender, Round[]>(contenders.map((contender) => [contender, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const [contender, done] of results) done.push(await roundOf(contender, () => load(contender)));
  return results;
};

const medianOf = (rounds: readonly Round[], field: keyof Round): number =>
  median(rounds.map((round) => round[field]));

const print = (title: string, results: ReadonlyMap<Contender, readonly Round[]>): void =>
  printTable(
    `${title}; medians of the rounds; load of the machine ${loadavg()[0]?.toFixed(1)}`,
    [
      '',
      'calls a second',
      'slowest round',
      'fastest round',
      'median (ms)',
      'p99 (ms)',
      'its CPU (ms a call)',
    ],
    [...results].map(([{ name }, rounds]) => {
      const speeds = rounds.map(({ perSecond }) => Math.round(perSecond));
      return [
        name,
        Math.round(median(speeds)),
        Math.min(...speeds),
        Math.max(...speeds),
        medianOf(rounds, 'median'),
        medianOf(rounds, 'p99'),
        medianOf(rounds, 'processorMs'),
      ];
    }),
  );

/** Median over the rounds of what one contender's figure is beside another's in the same round. */
const beside = (
  results: ReadonlyMap<Contender, readonly Round[]>,
  [one, other]: readonly [Contender, Contender],
  compare: (one: Round, other: Round) => number,
): number => {
  const others = results.get(other) ?? [];
  return median((results.get(one) ?? []).map((round, index) => compare(round, others[index] as Round)));
};

const speedRatio = (one: Round, other: Round): number => one.perSecond / other.perSecond;

interface Plan {
  readonly rounds: number;
  readonly ms: number;
}

const throughput = async (
  { upstream, gateway, nginx, liteLlm }: Contenders,
  { name, imageBytes, besideLiteLlm }: BodySize,
  { rounds, ms }: Plan,
): Promise<Figure[]> => {
  const body = chatBodies(imageBytes);
  const driven = [upstream, nginx, gateway, besideLiteLlm ? liteLlm : null].filter((one) => one !== null);
  const load = ({ url }: Contender) => asFastAsAnswered({ url, body }, { lanes, ms });
  for (const { url } of driven) await asFastAsAnswered({ url, body }, { lanes, ms: warmUpMs });
  const results = await inTurn(driven, rounds, load);
  print(`${name}, ${lanes} connections that ask again when answered`, results);
  return [
    ...(nginx === null
      ? []
      : [
          {
            name: `${name}: calls a second over nginx's`,
            value: beside(results, [gateway, nginx], speedRatio),
            bar: { sense: 'at least', value: 0.65 } as const,
          },
        ]),
    ...(liteLlm === null || !besideLiteLlm
      ? []
      : [
          {
            name: `${name}: calls a second over LiteLLM's`,
            value: beside(results, [gateway, liteLlm], speedRatio),
            bar: { sense: 'at least', value: 8 } as const,
            digits: 1,
          },
        ]),
  ];
};

const latency = async (
  { upstream, gateway, nginx }: Contenders,
  { name, imageBytes, perSecond }: BodySize,
  { rounds, ms }: Plan,
): Promise<Figure[]> => {
  const body = chatBodies(imageBytes);
  const driven = [upstream, nginx, gateway].filter((one) => one !== null);
  const results = await inTurn(driven, rounds, ({ url }) => atFixedRate({ url, body }, { perSecond, ms }));
  print(`${name}, ${perSecond} calls a second, each counted from when it was due`, results);
  if (nginx === null) return [];
  const over = (field: 'median' | 'p99', most: number): Figure => ({
    name: `${name}: ${field} over nginx's`,
    value: beside(results, [gateway, nginx], (one, other) => one[field] - other[field]),
    bar: { sense: 'at most', value: most },
    unit: ' ms',
  });
  return [over('median', 1.5), over('p99', 6)];
};

const memory = async ({ gateway }: Contenders, calls: number): Promise<Figure> => {
  const load = { body: chatBodies(120_000), lanes, calls };
  return {
    name: `resident memory over ${calls} calls`,
    value: ((await residentSlope(gateway, load)) * calls) / 2 ** 20,
    bar: { sense: 'at most', value: 16 },
    digits: 1,
    unit: ' MiB',
  };
};

const parts = ['throughput', 'latency', 'memory'] as const;

export const gateway: Bench = async (args) => {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '5' },
      requests: { type: 'string', default: '200000' },
    },
  });
  const { only } = values;
  if (only !== undefined && !parts.some((part) => part === only))
    throw new Error(`--only: one of ${parts.join(', ')}`);
  const does = (part: (typeof parts)[number]) => only === undefined || only === part;
  const plan = { rounds: Number(values.rounds), ms: Number(values.seconds) * 1000 };
  return withContenders({ liteLlm: does('throughput') }, async (contenders) => {
    const figures: Figure[] = [];
    for (const size of bodySizes) {
      if (does('throughput')) figures.push(...(await throughput(contenders, size, plan)));
      if (does('latency')) figures.push(...(await latency(contenders, size, plan)));
    }
    if (does('memory')) figures.push(await memory(contenders, Number(values.requests)));
    return figures;
  });
};
