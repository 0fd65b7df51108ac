/**
 * `soak`: half an hour of everything that callers do, on a pipeline, its gateway and a worker beside it. Memory may not grow with the
 * pages that pass; nothing may be left open, on disk or in the store when the callers are gone.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { RunningService } from '../stack.ts';
import type { Bench, Figure } from '../support/figure.ts';
import { startJobHouse } from '../support/job-house.ts';
import { scrape, total } from '../support/prometheus.ts';
import { randomFrom } from '../support/random.ts';
import { startScriptedReplica } from '../support/scripted-replica.ts';
import { pagesDone } from '../support/watch-progress.ts';
import type { Place } from './clients.ts';
import { makeInputs } from './inputs.ts';
import { filesIn, leftInStore } from './leftovers.ts';
import { loadUntil, newTally } from './load.ts';
import { tell } from './tell.ts';
import { growthPerPage, openFiles, sampleMemory, type Watched } from './watch-process.ts';

/**
 * V8 compiles what is called often, and that is counted in calls: what runs once a page or once a job is still compiled after a
 * thousand pages. Memory is judged from the time on when each pipeline has done so many.
 */
const warmUpPages = 2_000;
/** Connections that are kept alive are closed by then: the services keep theirs for 75 s. */
const restMs = 90_000;
/** Before anything is counted: threads start with the first work that they are for. */
const beforehandMs = 45_000;
/** Then all callers wait for their answers, and memory is looked at: what is under way would be many times what is looked for. */
const stretchMs = 30_000;
/** After that V8 has let go of the heaps of threads that ended with their work. */
const calmMs = 10_000;
/** Results are deleted while it runs: so long after the end, at the next sweep. */
const retentionSeconds = 300;
const sweepMs = 720_000;
/** A connection more or less to Redis or to the VLM is no leak. */
const spareFiles = 8;
const bar = { name: 'MB per 1,000 pages', bytes: 1e6 / 1000 } as const;

const levels = [
  'recto_pages_in_flight',
  'recto_raster_bytes',
  'recto_spool_bytes',
  'recto_requests_admitted',
];

/** Pages, rasters, spooled bytes and requests that a service still has. */
async function held(service: RunningService): Promise<number> {
  const metrics = await scrape(service.url);
  return levels.reduce((sum, name) => sum + total(metrics, name), 0);
}

export const soak: Bench = async (args) => {
  const { values } = parseArgs({
    args,
    options: {
      minutes: { type: 'string', default: '30' },
      seed: { type: 'string', default: '1' },
      leak: { type: 'string', default: '0' },
    },
  });
  const random = randomFrom(Number(values.seed));
  const temporary = mkdtempSync(join(tmpdir(), 'recto-soak-'));
  const [spool, others, probes] = ['spool', 'tmp', 'probes'].map((name) =>
    join(temporary, name),
  ) as Directories;
  for (const directory of [spool, others, probes]) mkdirSync(directory);
  const environment = {
    TMPDIR: others,
    MEMORY_PROBES: probes,
    NODE_OPTIONS: `--import=${new URL('./memory-probe.ts', import.meta.url)}`,
    // Threads without work wait for a message instead of sleeping where no message reaches them.
    PISCINA_DISABLE_ATOMICS: '1',
  };
  const engine = await startScriptedReplica(() => 20 + 180 * random() ** 4);
  const house = await startJobHouse({
    vlmUrl: engine.url,
    apiRole: 'all',
    gateway: environment,
    pipeline: { ...environment, SPOOL_DIR: spool, JOBS_RETENTION_SECONDS: String(retentionSeconds) },
  });
  if (house === null) return null;
  try {
    await house.haveWorkers(1);
    const watched = [
      watch('pipeline', house.api),
      watch('worker', house.workers[0] as RunningService),
      watch('gateway', house.gateway),
    ];
    const inputs = await makeInputs();
    return await soakFor(Number(values.minutes) * 60_000, {
      watched,
      place: { pipeline: house.url, gateway: house.gateway.url, inputs, random },
      store: house.store,
      temporary: [spool, others],
      probes,
      leak: Number(values.leak) * bar.bytes,
    });
  } finally {
    await house.stop();
    await engine.kill();
    rmSync(temporary, { recursive: true, force: true });
  }
};

type Directories = [spool: string, others: string, probes: string];

const watch = (name: string, service: RunningService): Watched => ({
  name,
  service,
  hasRasters: name !== 'gateway',
  samples: [],
  filesBefore: 0,
});

interface Soak {
  /** Two pipelines and their gateway. */
  readonly watched: readonly Watched[];
  readonly place: Place;
  readonly store: string;
  /** Directories that have to be empty in the end. */
  readonly temporary: readonly string[];
  readonly probes: string;
  /** Bytes a page that each process is made to hold. */
  readonly leak: number;
}

async function soakFor(totalMs: number, soak: Soak): Promise<readonly Figure[]> {
  const { watched, place } = soak;
  const services = watched.map(({ service }) => service);
  await loadUntil(AbortSignal.timeout(beforehandMs), place, newTally());
  await sleep(restMs);
  for (const process of watched) process.filesBefore = await openFiles(process.service.pid);

  const tally = newTally();
  const started = performance.now();
  let warmMs = Number.POSITIVE_INFINITY;
  for (let atMs = 0; atMs < warmMs + totalMs; ) {
    await loadUntil(AbortSignal.timeout(stretchMs), place, tally);
    await sleep(calmMs);
    atMs = performance.now() - started;
    const pages = await sampleAll(soak, atMs);
    if (Math.min(...pages) >= warmUpPages) warmMs = Math.min(warmMs, atMs);
  }
  await sleep(restMs);

  const still = await Promise.all(services.slice(0, 2).map(held));
  const store = await leftInStore(soak.store, sweepMs);
  const files = (await Promise.all(soak.temporary.map(filesIn))).flat();
  const filesAfter = await Promise.all(services.map(({ pid }) => openFiles(pid)));

  tell(watched, filesAfter, tally);
  console.log(
    `${store.jobs} jobs in the store; left there: ${few(store.objects)}; temporary files left: ${few(files)}`,
  );
  const failures = [...tally.values()].reduce((sum, { failed }) => sum + failed, 0);
  const none = { sense: 'at most', value: 0 } as const;
  return [
    ...watched.flatMap((process) => growthOf(process, warmMs)),
    { name: 'answers that were wrong', value: failures, bar: none, digits: 0 },
    {
      name: 'open files more than before, at most',
      value: Math.max(...watched.map(({ filesBefore }, i) => (filesAfter[i] as number) - filesBefore)),
      bar: { sense: 'at most', value: spareFiles },
      digits: 0,
    },
    { name: 'pages, rasters, spools and requests held', value: still[0]! + still[1]!, bar: none, digits: 0 },
    { name: 'temporary files left', value: files.length, bar: none, digits: 0 },
    { name: 'objects of ended jobs left in the store', value: store.objects.length, bar: none, digits: 0 },
    { name: 'results past their time', value: store.overdue, bar: none, digits: 0 },
  ];
}

/** The gateway's pages are those of both pipelines. Returns the pages that each process has had. */
async function sampleAll({ watched, probes, leak }: Soak, atMs: number): Promise<readonly number[]> {
  const [first, second] = await Promise.all(watched.slice(0, 2).map(({ service }) => pagesDone(service)));
  const pages = [first!, second!, first! + second!];
  await Promise.all(
    watched.map((process, i) => sampleMemory(process, { probes, leak, atMs, pages: pages[i] as number })),
  );
  return pages;
}

/** A slope that is known no better than the bar says nothing of the bar. */
function growthOf({ name, samples }: Watched, warmUpMs: number): readonly Figure[] {
  const { value, interval } = growthPerPage(samples, warmUpMs);
  const atMost = { sense: 'at most', value: 1 } as const;
  const unit = ` ${bar.name}`;
  return [
    { name: `growth of the ${name}`, value: value / bar.bytes, bar: atMost, unit },
    { name: 'give or take', value: (interval[1] - interval[0]) / 2 / bar.bytes, bar: atMost, unit },
  ];
}

const few = (names: readonly string[]): string => names.slice(0, 12).join(', ') || 'nothing';
