/** One design on one trace: how long it takes, and what the servers do meanwhile. */
import { randomFrom } from '../support/random.ts';
import type { PageCosts } from './calibration.ts';
import { createVirtualClock, type VirtualClock } from './clock.ts';
import { createSimulatedGateway } from './gateway.ts';
import { type Machine, runRecto } from './recto.ts';
import { runReference } from './reference.ts';
import { pagesOf, type Trace, type TraceDocument } from './trace.ts';
import { createVlmServer, type VlmProfile, type VlmServer } from './vlm-server.ts';

export interface Outcome {
  readonly seconds: number;
  readonly pagesPerSecond: number;
  /** Share of the time, from the first document handed in to the last answer, in which a server computed; mean over servers. */
  readonly vlmBusy: number;
  /** Tokens that a step wrote: how well filled the batches were. */
  readonly meanBatch: number;
  /** Share of the time of all cores; NaN where they are not looked at. */
  readonly coresBusy: number;
}

/** What a call costs in the gateway and on its way, ms: `bench gateway` measured 1.5 more than none. */
const callMs = 2;
/** What a task takes from the queue, and a page to the store, ms: measured with `bench scale`, see docs/scaling.md. */
const taskMs = 10;
const pageMs = 5;

/** Every page must be done once; throws otherwise. */
function createTally(trace: Trace) {
  const counts = new Map(trace.map((document) => [document, document.pages.map(() => 0)]));
  return {
    pageDone: (document: TraceDocument, page: number) => {
      const pages = counts.get(document) as number[];
      pages[page] = (pages[page] as number) + 1;
    },
    check: () => {
      for (const [{ name }, pages] of counts)
        for (const [page, count] of pages.entries())
          if (count !== 1) throw new Error(`page ${page + 1} of ${name} was done ${count} times`);
    },
  };
}

/** Looks at the servers until their last answer, however long others work on. */
function watched(servers: readonly VlmServer[], clock: VirtualClock) {
  let lastAnswerAt = 0;
  const asking = servers.map((server): VlmServer => {
    const ask: VlmServer['ask'] = (question, answered) =>
      server.ask(question, () => {
        lastAnswerAt = clock.now;
        answered();
      });
    return Object.assign(Object.create(server) as VlmServer, { ask });
  });
  return {
    servers: asking,
    busy: () => servers.reduce((sum, { busyMs }) => sum + busyMs, 0) / (servers.length * lastAnswerAt),
    meanBatch: () =>
      servers.reduce((sum, { tokens }) => sum + tokens, 0) /
      servers.reduce((sum, { steps }) => sum + steps, 0),
  };
}

export interface RectoScenario {
  readonly machines: readonly Machine[];
  readonly profile: VlmProfile;
  readonly servers: number;
  readonly costs: PageCosts;
  readonly seed: number;
  /** Environment of the gateways. */
  readonly gateway?: Readonly<Record<string, string>>;
  /** Each before an equal part of the servers, and of the machines. Default: one. */
  readonly gateways?: number;
  readonly sharedCores?: number;
}

export async function simulateRecto(trace: Trace, scenario: RectoScenario): Promise<Outcome> {
  const clock = createVirtualClock();
  const { servers, busy, meanBatch } = watched(serversOf(scenario, clock), clock);
  const tally = createTally(trace);
  const count = scenario.gateways ?? 1;
  const gateways = Array.from({ length: count }, (_, g) => {
    const own = servers.filter((_, k) => k % count === g);
    return createSimulatedGateway(own, clock, randomFrom(scenario.seed + g), {
      ...(scenario.gateway && { environment: scenario.gateway }),
      overheadMs: callMs,
    });
  });
  const { machines, costs, sharedCores } = scenario;
  const { pageDone } = tally;
  const options = {
    machines,
    costs,
    gateways,
    taskMs,
    pageMs,
    pageDone,
    ...(sharedCores && { sharedCores }),
  };
  const cores = await clock.run(runRecto(trace, options, clock));
  tally.check();
  const allCores = machines.reduce((sum, machine) => sum + machine.cores, 0);
  return {
    seconds: clock.now / 1000,
    pagesPerSecond: (1000 * pagesOf(trace)) / clock.now,
    vlmBusy: busy(),
    meanBatch: meanBatch(),
    coresBusy: cores.reduce((sum, { busyMs }) => sum + busyMs, 0) / (allCores * clock.now),
  };
}

const serversOf = ({ profile, servers }: Pick<RectoScenario, 'profile' | 'servers'>, clock: VirtualClock) =>
  Array.from({ length: servers }, () => createVlmServer(profile, clock));

export async function simulateReference(
  trace: Trace,
  scenario: Pick<RectoScenario, 'profile' | 'costs'> & { readonly layoutMs: number },
): Promise<Outcome> {
  const clock = createVirtualClock();
  const { servers, busy, meanBatch } = watched(serversOf({ ...scenario, servers: 1 }, clock), clock);
  const { pageDone, check } = createTally(trace);
  const server = servers[0] as VlmServer;
  await clock.run(runReference(trace, { ...scenario, server, pageDone }, clock));
  check();
  return {
    seconds: clock.now / 1000,
    pagesPerSecond: (1000 * pagesOf(trace)) / clock.now,
    vlmBusy: busy(),
    meanBatch: meanBatch(),
    coresBusy: Number.NaN,
  };
}

/** All questions of the trace at once, shared out evenly: pages a second that the servers could do if nothing ever kept them waiting. */
export async function simulateServersAlone(
  trace: Trace,
  scenario: Pick<RectoScenario, 'profile' | 'servers'>,
): Promise<number> {
  const clock = createVirtualClock();
  const servers = serversOf(scenario, clock);
  const questions = trace.flatMap(({ pages }) => pages.flatMap(({ crops }) => crops));
  const ended = Promise.withResolvers<void>();
  let left = questions.length;
  const answered = () => {
    left -= 1;
    if (left === 0) ended.resolve();
  };
  for (const [k, question] of questions.entries())
    (servers[k % servers.length] as VlmServer).ask(question, answered);
  await clock.run(ended.promise);
  return (1000 * pagesOf(trace)) / clock.now;
}
