/** Many servers: whether they stay busy, with machines and gateways in the numbers that docs/scaling.md gives. */
import type { Figure } from '../support/figure.ts';
import { printTable } from '../support/print-table.ts';
import { randomFrom } from '../support/random.ts';
import type { SimulateOptions } from './bench.ts';
import type { Machine } from './recto.ts';
import { simulateRecto, simulateServersAlone } from './scenario.ts';
import { makeTrace, mixedSizes, pagesOf } from './trace.ts';
import { h200 } from './vlm-profiles.ts';

/** Cores of pipeline machines for one server, as machines of so many cores. */
const machinesOfServer = 1;
const machine: Machine = { cores: 4 };
/** Servers behind one gateway process. */
const serversOfGateway = 10;
const mostPages = 200;
/** For each server; with fewer the beginning and the end of the run count too much. */
const enoughPages = 300;

export async function simulateFleets({
  measured,
  seed,
  fleets,
  pagesOfServer,
}: SimulateOptions): Promise<readonly Figure[]> {
  const rows: (string | number)[][] = [];
  const figures: Figure[] = [];
  for (const servers of fleets) {
    const random = randomFrom(seed);
    const sizes: number[] = [];
    for (let pages = 0; pages < servers * pagesOfServer; pages += sizes.at(-1) as number)
      sizes.push(...mixedSizes(1, mostPages, random));
    const trace = makeTrace(sizes, measured.contents, random);
    const machines = Array.from({ length: servers * machinesOfServer }, () => machine);
    const gateways = Math.ceil(servers / serversOfGateway);
    const scenario = { profile: h200, servers, machines, gateways, costs: measured.costs, seed };
    const began = performance.now();
    const alone = await simulateServersAlone(trace, scenario);
    const outcome = await simulateRecto(trace, scenario);
    const crops = trace.reduce(
      (sum, { pages }) => sum + pages.reduce((all, page) => all + page.crops.length, 0),
      0,
    );
    figures.push({
      name: `fleet of ${servers}: VLM busy`,
      value: outcome.vlmBusy,
      bar: pagesOfServer < enoughPages ? null : { sense: 'at least', value: 0.97 },
      digits: 3,
    });
    rows.push([
      servers,
      machines.length,
      gateways,
      sizes.length,
      pagesOf(trace),
      outcome.pagesPerSecond.toFixed(1),
      `${(100 * outcome.vlmBusy).toFixed(1)} %`,
      `${((100 * outcome.pagesPerSecond) / alone).toFixed(1)} %`,
      `${(100 * outcome.coresBusy).toFixed(0)} %`,
      Math.round(crops / outcome.seconds),
      ((performance.now() - began) / 1000).toFixed(0),
    ]);
  }
  printTable(
    `fleets of ${h200.name}, ${machinesOfServer} machine of ${machine.cores} cores for each, ${serversOfGateway} behind a gateway`,
    [
      'servers',
      'machines',
      'gateways',
      'documents',
      'pages',
      'pages/s',
      'VLM busy',
      'of what it can do',
      'cores busy',
      'calls/s',
      'simulated in (s)',
    ],
    rows,
  );
  return figures;
}
