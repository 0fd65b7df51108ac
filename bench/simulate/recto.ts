/**
 * Recto at work on a trace, as jobs on so many machines: the scheduler with its budgets, the splitting of documents, the turns of their
 * ranges and the gateway's pool are the real ones; what they wait for is simulated.
 */
import {
  createScheduler,
  type Scheduler,
  type Turn,
} from '../../services/pipeline/src/conductor/scheduler.ts';
import { defaultCapacity } from '../../services/pipeline/src/config/capacity.ts';
import { pipelineVariables } from '../../services/pipeline/src/config/variables.ts';
import { turnOf } from '../../services/pipeline/src/jobs/queue/range-turns.ts';
import { splitPages } from '../../services/pipeline/src/jobs/work/split-document.ts';
import type { PageCosts } from './calibration.ts';
import { createHeap, type VirtualClock } from './clock.ts';
import { type Cores, createCores } from './cores.ts';
import type { SimulatedGateway } from './gateway.ts';
import type { Trace, TraceDocument, TracePage } from './trace.ts';

export interface Machine {
  readonly cores: number;
  /** In place of what a process takes on by default. */
  readonly pagesInFlight?: number;
  readonly rangesAtOnce?: number;
  readonly rasterBytes?: number;
}

export interface RectoOptions {
  readonly machines: readonly Machine[];
  readonly costs: PageCosts;
  /** Each machine has the next of them, in turns. */
  readonly gateways: readonly SimulatedGateway[];
  /** Of what the queue and the store take for a task and for a page, ms. */
  readonly taskMs: number;
  readonly pageMs: number;
  /** Where the machines are processes on one machine: its cores, which they share. */
  readonly sharedCores?: number;
  /** Told of every page once it is in the store. */
  readonly pageDone: (document: TraceDocument, page: number) => void;
}

interface Range {
  readonly document: TraceDocument;
  readonly first: number;
  readonly end: number;
  readonly turn: number;
  /** Those of one turn in the order in which they came. */
  readonly order: number;
}

const never = new AbortController().signal;

/** Until every page of every document is done. */
export async function runRecto(trace: Trace, options: RectoOptions, clock: VirtualClock): Promise<Cores[]> {
  const ranges = createHeap<Range>((a, b) => a.turn - b.turn || a.order - b.order);
  const documents = [...trace];
  let order = 0;
  let left = trace.length;
  let pagesLeft = trace.reduce((sum, { pages }) => sum + pages.length, 0);
  const idle = new Set<() => void>();
  const wake = () => {
    for (const resolve of idle) resolve();
    idle.clear();
  };
  const news = () => new Promise<void>((resolve) => idle.add(resolve));

  const split = (document: TraceDocument) => {
    const now = ranges.first?.turn ?? null;
    for (const [k, range] of splitPages(document.pages.length).entries()) {
      order += 1;
      ranges.push({ document, ...range, turn: turnOf('normal', now, k), order });
    }
    left -= 1;
    wake();
  };

  const shared = options.sharedCores === undefined ? null : createCores(options.sharedCores, clock);
  const machines = options.machines.map((machine, k) => {
    const gateway = options.gateways[k % options.gateways.length] as SimulatedGateway;
    return createNode(machine, shared ?? createCores(machine.cores, clock), { ...options, gateway }, clock);
  });
  const laneOfDocuments = async (node: Node) => {
    for (let document = documents.shift(); document !== undefined; document = documents.shift()) {
      await clock.sleep(options.taskMs);
      await node.cores.work(options.costs.openMs);
      split(document);
    }
  };
  const laneOfRanges = async (node: Node) => {
    while (left > 0 || pagesLeft > 0) {
      const range = ranges.pop();
      if (range === null) {
        if (left === 0) return;
        await news();
        continue;
      }
      await clock.sleep(options.taskMs);
      await node.parse(range);
      pagesLeft -= range.end - range.first;
      if (pagesLeft === 0) wake();
    }
  };
  await Promise.all(
    machines.flatMap((node) =>
      lanes(node.documentsAtOnce, () => laneOfDocuments(node)).concat(
        lanes(node.rangesAtOnce, () => laneOfRanges(node)),
      ),
    ),
  );
  return machines.map(({ cores }) => cores);
}

const lanes = (count: number, lane: () => Promise<void>) => Array.from({ length: count }, lane);

type NodeOptions = Pick<RectoOptions, 'costs' | 'pageMs' | 'pageDone'> & {
  readonly gateway: SimulatedGateway;
};

interface Node {
  readonly cores: Cores;
  readonly documentsAtOnce: number;
  readonly rangesAtOnce: number;
  parse(range: Range): Promise<void>;
}

function createNode(machine: Machine, cores: Cores, options: NodeOptions, clock: VirtualClock): Node {
  const capacity = { ...defaultCapacity(machine.cores, false, machine.pagesInFlight), ...machine };
  const scheduler: Scheduler = createScheduler({
    interactive: false,
    pagesInFlight: capacity.pagesInFlight,
    rasterBytesInFlight: machine.rasterBytes ?? pipelineVariables.RASTER_BYTES_IN_FLIGHT.parse(undefined),
    stages: {
      render: capacity.renderWorkers,
      layout: capacity.layoutWorkers,
      ask: capacity.questions,
      assemble: capacity.pagesAssembled,
      restructure: 1,
      export: 2,
    },
  });
  const open = new Map<TraceDocument, { users: number }>();
  const parsePage = (page: TracePage, turn: Turn) => simulatePage(page, turn, cores, options, clock);

  return {
    cores,
    documentsAtOnce: capacity.documentsAtOnce,
    rangesAtOnce: capacity.rangesAtOnce,
    parse: async ({ document, first, end }) => {
      const shared = open.get(document) ?? { users: 0 };
      open.set(document, shared);
      shared.users += 1;
      if (shared.users === 1) await cores.work(options.costs.openMs);
      const turn = scheduler.enter('background');
      const running: Promise<void>[] = [];
      for (let page = first; page < end; page += 1) {
        const leave = await turn.beginPage(options.costs.rasterBytes, never);
        const work = parsePage(document.pages[page] as TracePage, turn).then(() => {
          leave();
          options.pageDone(document, page);
        });
        running.push(work);
      }
      await Promise.all(running);
      shared.users -= 1;
      if (shared.users === 0) open.delete(document);
    },
  };
}

/** As `parsePage` of the conductor goes. */
async function simulatePage(
  { crops }: TracePage,
  turn: Turn,
  cores: Cores,
  { costs, gateway, pageMs }: NodeOptions,
  clock: VirtualClock,
): Promise<void> {
  await turn.run('render', never, () => cores.work(costs.renderMs));
  await turn.run('layout', never, () => cores.work(costs.layoutMs));
  await Promise.all(
    crops.map((crop) =>
      turn.run('ask', never, async () => {
        await cores.work(costs.cropMs);
        await gateway.ask(crop);
      }),
    ),
  );
  await turn.run('assemble', never, () => cores.work(costs.assembleMs));
  await clock.sleep(pageMs);
}
