/** The same small scenario in earnest: real workers, gateway, API and Redis before a server that computes as the simulated one, in real time. */
import { availableParallelism } from 'node:os';
import { endOfJob, handIn } from '../support/job-client.ts';
import { startJobHouse } from '../support/job-house.ts';
import { longDocument } from '../support/long-document.ts';
import { pageTimes } from '../support/pages-of-jobs.ts';
import { processorSeconds } from '../support/processor-time.ts';
import { startReplica } from '../support/scripted-replica.ts';
import { measureCosts } from './calibrate.ts';
import type { PageCosts } from './calibration.ts';
import { realClock } from './clock.ts';
import { simulateRecto } from './scenario.ts';
import type { Trace } from './trace.ts';
import { createVlmServer, type Question, type VlmProfile } from './vlm-server.ts';

export interface Comparison {
  readonly name: string;
  readonly pages: number;
  /** Seconds from the first job handed in to the last page done. */
  readonly real: number;
  readonly simulated: number;
  /** Share of that time in which the server computed. */
  readonly realBusy: number;
  readonly simulatedBusy: number;
}

const workers = 2;
/** So slow that timers of a millisecond do not matter, and that one machine can play all parts. */
const slow: VlmProfile = {
  name: 'slow',
  stepMs: 20,
  sequenceMs: 0.4,
  cachedTokenMs: 0,
  promptTokenMs: 0.1,
  maxSequences: 256,
  maxBatchedTokens: 8192,
  cacheTokens: 1e6,
};
/** Crops in turn, so that both worlds read the same. */
const questions: readonly Question[] = [12, 30, 4, 90, 18, 60, 8, 150].map((outputTokens) => ({
  promptTokens: 160,
  outputTokens,
}));
const questionOf = (k: number): Question => questions[k % questions.length] as Question;

const scenarios = [
  { name: 'one document, the VLM is what limits', sizes: [60], speed: 1 },
  {
    name: 'small documents, the VLM is what limits',
    sizes: Array.from({ length: 20 }, (_, k) => 1 + (k % 5)),
    speed: 1,
  },
  { name: 'one document, the processor is what limits', sizes: [60], speed: 20 },
];

/** Null where this machine has no Redis. */
export async function compareWithReality(): Promise<Comparison[] | null> {
  const costs = await measureCosts([await longDocument(20)]);
  const comparisons: Comparison[] = [];
  for (const scenario of scenarios) {
    const comparison = await compare(scenario, costs);
    if (comparison === null) return null;
    comparisons.push(comparison);
  }
  return comparisons;
}

async function compare(
  { name, sizes, speed }: (typeof scenarios)[number],
  costs: PageCosts,
): Promise<Comparison | null> {
  const profile = {
    ...slow,
    stepMs: slow.stepMs / speed,
    sequenceMs: slow.sequenceMs / speed,
    promptTokenMs: slow.promptTokenMs / speed,
  };
  const reality = await inReality(sizes, profile);
  if (reality === null) return null;
  const pages = sizes.reduce((sum, size) => sum + size, 0);
  let [asked, begun] = [0, 0];
  const crop = () => questionOf(asked++);
  const page = () => {
    begun += 1;
    return { crops: Array.from({ length: Math.round((reality.crops * begun) / pages) - asked }, crop) };
  };
  const trace: Trace = sizes.map((size, k) => ({
    name: `${k + 1}`,
    pages: Array.from({ length: size }, page),
  }));
  const cores = availableParallelism();
  const machines = Array.from({ length: workers }, () => ({ cores }));
  const simulated = await simulateRecto(trace, {
    machines,
    // API, gateway and VLM are on the same cores here.
    costs: { ...costs, cropMs: costs.cropMs + reality.othersMs / reality.crops },
    profile,
    servers: 1,
    seed: 1,
    sharedCores: cores,
  });
  return {
    name,
    pages,
    real: reality.seconds,
    realBusy: reality.busy,
    simulated: simulated.seconds,
    simulatedBusy: simulated.vlmBusy,
  };
}

interface Reality {
  readonly seconds: number;
  readonly busy: number;
  readonly crops: number;
  /** Processor time of whoever is no worker, ms. */
  readonly othersMs: number;
}

async function inReality(sizes: readonly number[], profile: VlmProfile): Promise<Reality | null> {
  const server = createVlmServer(profile, realClock);
  let asked = 0;
  const engine = await startReplica((answer) => {
    server.ask(questionOf(asked++), answer);
    return () => {};
  });
  // Documents of one size are alike: nobody may share an answer.
  const house = await startJobHouse({ vlmUrl: engine.url, gateway: { GATEWAY_SINGLE_FLIGHT: 'false' } });
  if (house === null) return null;
  const query = 'visualize=false&pdfTextLayer=never';
  try {
    await house.haveWorkers(workers);
    // Every worker has its models and threads before the clock starts.
    const warmUp = await handIn(house.url, query, await longDocument(4 * 2 * workers));
    await endOfJob(house.url, warmUp.id);
    const files = new Map(
      await Promise.all([...new Set(sizes)].map(async (size) => [size, await longDocument(size)] as const)),
    );
    const others = async () => {
      const seconds = await Promise.all([house.gateway, house.api].map(({ pid }) => processorSeconds(pid)));
      const { user, system } = process.cpuUsage();
      return seconds.reduce((sum, each) => sum + 1000 * each, (user + system) / 1000);
    };
    const othersBefore = await others();
    const [started, busyBefore, askedBefore] = [Date.now(), server.busyMs, asked];
    const ids = await Promise.all(
      sizes.map(async (size) => (await handIn(house.url, query, files.get(size) as Buffer)).id),
    );
    await Promise.all(ids.map((id) => endOfJob(house.url, id)));
    const ms = ((await pageTimes(house.store, ids)).at(-1) as number) - started;
    return {
      seconds: ms / 1000,
      busy: (server.busyMs - busyBefore) / ms,
      crops: asked - askedBefore,
      othersMs: (await others()) - othersBefore,
    };
  } finally {
    await house.stop();
    await engine.kill();
  }
}
