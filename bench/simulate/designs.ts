/** Recto as it comes and the reference's design, on the same documents and the same server; and what limits Recto there. */
import type { Figure } from '../support/figure.ts';
import { printTable } from '../support/print-table.ts';
import { randomFrom } from '../support/random.ts';
import type { SimulateOptions } from './bench.ts';
import type { Machine } from './recto.ts';
import {
  type Outcome,
  type RectoScenario,
  simulateRecto,
  simulateReference,
  simulateServersAlone,
} from './scenario.ts';
import { makeTrace, mixedSizes, pagesOf, type Trace } from './trace.ts';
import { a100, h200 } from './vlm-profiles.ts';

/** Before one server, as docs/scaling.md says. */
const machines: readonly Machine[] = [{ cores: 4 }, { cores: 4 }];
/** A page on the reference's accelerator, ms: a guess in its favour. */
const referenceLayoutMs = 25;
const bar = { sense: 'at least', value: 0.97 } as const;

const loads = [
  { name: 'one document of 1,000 pages', sizes: () => [1000] },
  { name: '100 documents of 1 to 60 pages', sizes: (seed: number) => mixedSizes(100, 60, randomFrom(seed)) },
] as const;

interface Row {
  readonly server: string;
  readonly design: string;
  readonly outcome: Outcome;
  /** Pages a second over those of the server with all questions at once. */
  readonly ofServer: number;
}

const percent = (share: number): string => (Number.isNaN(share) ? '' : `${(100 * share).toFixed(1)} %`);

const print = (title: string, rows: readonly Row[]): void =>
  printTable(
    title,
    ['server', 'design', 'seconds', 'pages/s', 'VLM busy', 'of what it can do', 'mean batch', 'cores busy'],
    rows.map(({ server, design, outcome, ofServer }) => [
      server,
      design,
      outcome.seconds.toFixed(0),
      outcome.pagesPerSecond.toFixed(2),
      percent(outcome.vlmBusy),
      percent(ofServer),
      outcome.meanBatch.toFixed(0),
      percent(outcome.coresBusy),
    ]),
  );

export async function compareDesigns({ measured, seed }: SimulateOptions): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const { name, sizes } of loads) {
    const trace = makeTrace(sizes(seed), measured.contents, randomFrom(seed));
    const rows: Row[] = [];
    for (const profile of [h200, a100]) {
      const scenario = { profile, servers: 1, machines, costs: measured.costs, seed };
      const alone = await simulateServersAlone(trace, scenario);
      const add = (design: string, outcome: Outcome) =>
        rows.push({ server: profile.name, design, outcome, ofServer: outcome.pagesPerSecond / alone });
      add('reference', await simulateReference(trace, { ...scenario, layoutMs: referenceLayoutMs }));
      add('Recto', await simulateRecto(trace, scenario));
    }
    print(`${name}, ${pagesOf(trace)} pages`, rows);
    const recto = rows.filter(({ design }) => design === 'Recto');
    figures.push({
      name: `${name}: VLM busy`,
      value: Math.min(...recto.map(({ outcome }) => outcome.vlmBusy)),
      bar,
      digits: 3,
    });
    await printLimits(name, trace, { profile: h200, servers: 1, machines, costs: measured.costs, seed });
  }
  return figures;
}

/** What more of each would bring. */
async function printLimits(name: string, trace: Trace, scenario: RectoScenario): Promise<void> {
  const alone = await simulateServersAlone(trace, scenario);
  const variants: [design: string, change: Partial<RectoScenario>][] = [
    ['VLM_MAX_CONCURRENCY=64', { gateway: { VLM_MAX_CONCURRENCY: '64' } }],
    ['VLM_MAX_CONCURRENCY=128', { gateway: { VLM_MAX_CONCURRENCY: '128' } }],
    ['VLM_MAX_CONCURRENCY=256', { gateway: { VLM_MAX_CONCURRENCY: '256' } }],
    ['PAGES_IN_FLIGHT=6', { machines: machines.map((machine) => ({ ...machine, pagesInFlight: 6 })) }],
    ['PAGES_IN_FLIGHT=12', { machines: machines.map((machine) => ({ ...machine, pagesInFlight: 12 })) }],
    ['PAGES_IN_FLIGHT=64', { machines: machines.map((machine) => ({ ...machine, pagesInFlight: 64 })) }],
    ['JOBS_TASKS_AT_ONCE=2', { machines: machines.map((machine) => ({ ...machine, rangesAtOnce: 2 })) }],
    ['JOBS_TASKS_AT_ONCE=32', { machines: machines.map((machine) => ({ ...machine, rangesAtOnce: 32 })) }],
    ['one machine of 1 core', { machines: [{ cores: 1 }] }],
    ['one machine of 2 cores', { machines: [{ cores: 2 }] }],
    ['one machine of 4 cores', { machines: [{ cores: 4 }] }],
    ['four machines of 4 cores', { machines: [...machines, ...machines] }],
  ];
  const rows: Row[] = [];
  for (const [design, change] of variants) {
    const outcome = await simulateRecto(trace, { ...scenario, ...change });
    rows.push({ server: scenario.profile.name, design, outcome, ofServer: outcome.pagesPerSecond / alone });
  }
  print(`${name}: with other settings`, rows);
}
