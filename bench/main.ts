/** `npm run bench -- NAME [OPTIONS]`: runs one benchmark; without a name, lists them. Exits 1 where a figure falls short. */
import type { Bench } from './support/figure.ts';
import { describeFigures, fallsShort } from './support/figure.ts';

interface Entry {
  readonly summary: string;
  readonly load: () => Promise<Bench>;
}

const benches: Readonly<Record<string, Entry>> = {
  quality: {
    summary: 'scores on ../shared/data  [--only text|rules|layout|tables] [--limit N] [--cached]',
    load: async () => (await import('./quality/bench.ts')).quality,
  },
  memory: {
    summary:
      'a 1,000-page PDF end to end: peak memory, and whether the end costs more than the start  [--pages N]',
    load: async () => (await import('./memory/bench.ts')).memory,
  },
  fairness: {
    summary: 'a one-page request beside a 1,000-page one, over its idle time',
    load: async () => (await import('./fairness/bench.ts')).fairness,
  },
  overhead: {
    summary: 'pages per second of the pipeline over a bare loop of the same work  [--pages N]',
    load: async () => (await import('./overhead/bench.ts')).overhead,
  },
  'event-loop': {
    summary: 'event-loop delay of both services while four documents parse',
    load: async () => (await import('./event-loop/bench.ts')).eventLoop,
  },
  gateway: {
    summary:
      'what the gateway costs beside nginx and LiteLLM  [--only throughput|latency|memory] [--rounds N] [--seconds N] [--requests N]',
    load: async () => (await import('./gateway/bench.ts')).gateway,
  },
  overload: {
    summary: 'the gateway under ten times the load that its replica can take  [--seconds N]',
    load: async () => (await import('./overload/bench.ts')).overload,
  },
  faults: {
    summary: 'the gateway while replicas die, stall, fail and return  [--seconds N]',
    load: async () => (await import('./faults/bench.ts')).faults,
  },
  chaos: {
    summary:
      'jobs while workers, the API, the gateway and Redis are killed at random: none lost, no page missing  [--seconds N] [--jobs N]',
    load: async () => (await import('./chaos/bench.ts')).chaos,
  },
  scale: {
    summary: 'pages a second of jobs with 1, 2, 4 and 8 workers before a slow VLM  [--pages N at least]',
    load: async () => (await import('./scale/bench.ts')).scale,
  },
  simulate: {
    summary:
      'the whole system as a simulation: is the VLM kept waiting?  [--only designs|fleets|reality] [--fleets 1,10,100] [--pages N a server] [--seed N] [--calibrate]',
    load: async () => (await import('./simulate/bench.ts')).simulate,
  },
  soak: {
    summary:
      'half an hour of mixed load: memory per page, files and objects left behind  [--minutes N] [--seed N] [--leak MB per 1,000 pages, to see it found]',
    load: async () => (await import('./soak/bench.ts')).soak,
  },
  robustness: {
    summary: 'every odd file of ../shared/data/robustness gets a result or a typed 4xx  [--limit N]',
    load: async () => (await import('./robustness/bench.ts')).robustness,
  },
};

const list = (): string =>
  Object.entries(benches)
    .map(([name, { summary }]) => `  ${name.padEnd(12)} ${summary}`)
    .join('\n');

// Children are stopped when this process exits; a signal alone would not run that.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

const [name, ...args] = process.argv.slice(2);
const entry = name !== undefined && Object.hasOwn(benches, name) ? benches[name] : undefined;
if (entry === undefined) {
  console.log(`Usage: npm run bench -- NAME [OPTIONS]\n\n${list()}`);
  process.exit(name === undefined ? 0 : 2);
}

const figures = await (await entry.load())(args);
if (figures === null) process.exit(0);
console.log(`\n${name}: ${describeFigures(figures)}`);
process.exit(figures.some(fallsShort) ? 1 : 0);
