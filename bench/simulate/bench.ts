/**
 * `simulate`: is the VLM ever kept waiting while there is work? The whole system as a discrete-event simulation in which everything that
 * decides is the real code, with the costs that were measured of the rest (`calibration.ts`), beside the reference's design on the same
 * documents; then fleets of up to a thousand servers, and a small scenario in earnest to see how far the simulation errs.
 */
import { parseArgs } from 'node:util';
import { dataIsPresent } from '../support/evaluation-data.ts';
import type { Bench, Figure } from '../support/figure.ts';
import { printTable } from '../support/print-table.ts';
import { calibrate } from './calibrate.ts';
import { type Calibration, calibration } from './calibration.ts';
import { compareDesigns } from './designs.ts';
import { simulateFleets } from './fleets.ts';
import { compareWithReality } from './real-run.ts';

const parts = ['designs', 'fleets', 'reality'] as const;
type Part = (typeof parts)[number];

export interface SimulateOptions {
  readonly measured: Calibration;
  readonly seed: number;
  /** Numbers of servers of the fleets. */
  readonly fleets: readonly number[];
  /** Pages for each of their servers: the beginning and the end count for the less the more there are. */
  readonly pagesOfServer: number;
}

const run: Readonly<Record<Part, (options: SimulateOptions) => Promise<readonly Figure[]>>> = {
  designs: compareDesigns,
  fleets: simulateFleets,
  reality: async () => realityFigures(),
};

export const simulate: Bench = async (args) => {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string' },
      seed: { type: 'string', default: '1' },
      fleets: { type: 'string', default: '1,10' },
      pages: { type: 'string', default: '300' },
      calibrate: { type: 'boolean', default: false },
      limit: { type: 'string', default: '1000' },
    },
  });
  if (values.calibrate && !dataIsPresent()) return null;
  const measured = values.calibrate ? await calibrate(Number(values.limit)) : calibration;
  if (values.calibrate) console.log(JSON.stringify(measured));
  const options = {
    measured,
    seed: Number(values.seed),
    fleets: values.fleets.split(',').map(Number),
    pagesOfServer: Number(values.pages),
  };
  const figures: Figure[] = [];
  for (const part of parts)
    if (values.only === undefined || values.only === part) figures.push(...(await run[part](options)));
  if (values.only !== undefined && !parts.includes(values.only as Part))
    throw new Error(`--only: ${parts.join(', ')}`);
  return figures;
};

/** Of the time that a scenario takes. */
const tolerance = 0.15;

async function realityFigures(): Promise<readonly Figure[]> {
  const comparisons = await compareWithReality();
  if (comparisons === null) return [];
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  printTable(
    'Two workers on this machine, in earnest and simulated',
    ['scenario', 'pages', 'real (s)', 'simulated (s)', 'error', 'VLM busy, real', 'simulated'],
    comparisons.map((row) => [
      row.name,
      row.pages,
      row.real.toFixed(1),
      row.simulated.toFixed(1),
      percent(row.simulated / row.real - 1),
      percent(row.realBusy),
      percent(row.simulatedBusy),
    ]),
  );
  return comparisons.map(({ name, real, simulated }) => ({
    name: `error of the simulation (${name})`,
    value: Math.abs(simulated / real - 1),
    bar: { sense: 'at most', value: tolerance },
  }));
}
