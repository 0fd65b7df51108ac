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
import { type JobHouse, startJobHouse } from '../support/job-house.ts';
import { printTable } from '../support/print-table.ts';
import { scrape, total } from '../support/prometheus.ts';
import { randomFrom } from '../support/random.ts';
import { startScriptedReplica } from '../support/scripted-replica.ts';
import { pagesDone } from '../support/watch-progress.ts';
import type { Place } from './clients.ts';
import { makeInputs } from './inputs.ts';
import { filesIn, leftInStore } from './leftovers.ts';
import { loadUntil, newTally, type Tally } from './load.ts';
import { bytesPerPage, type MemorySample, openFiles, restingBytes } from './watch-process.ts';

const mebibyte = 2 ** 20;
/** Heaps, caches and pools of threads find their size. */
const warmUpShare = 0.25;
/** Connections that are kept alive are closed by then: the services keep theirs for 75 s. */
const restMs = 90_000;
/** Before anything is counted: threads start with the first work that they are for. */
const beforehandMs = 45_000;
/** Then all callers wait for their answers, and memory is looked at: what is under way would be many times what is looked for. */
const stretchMs = 60_000;
/** Results are deleted while it runs: so long after the end, at the next sweep. */
const retentionSeconds = 300;
const sweepMs = 720_000;
/** A connection more or less to Redis or to the VLM is no leak. */
const spareFiles = 8;
const bar = { name: 'MB per 1,000 pages', bytes: 1e6 / 1000 } as const;

interface Watched {
  readonly name: string;
  readonly service: RunningService;
  readonly samples: MemorySample[];
  filesBefore: number;
}

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
    options: { minutes: { type: 'string', default: '30' }, seed: { type: 'string', default: '1' } },
  });
  const totalMs = Number(values.minutes) * 60_000;
  const random = randomFrom(Number(values.seed));
  const temporary = mkdtempSync(join(tmpdir(), 'recto-soak-'));
  const [spool, others] = [join(temporary, 'spool'), join(temporary, 'tmp')];
  for (const directory of [spool, others]) mkdirSync(directory);
  const NODE_OPTIONS = `--import=${new URL('./collect-garbage.ts', import.meta.url)}`;
  const engine = await startScriptedReplica(() => 20 + 180 * random() ** 4);
  const house = await startJobHouse({
    vlmUrl: engine.url,
    apiRole: 'all',
    gateway: { TMPDIR: others, NODE_OPTIONS },
    pipeline: {
      TMPDIR: others,
      NODE_OPTIONS,
      SPOOL_DIR: spool,
      JOBS_RETENTION_SECONDS: String(retentionSeconds),
    },
  });
  if (house === null) return null;
  try {
    await house.haveWorkers(1);
    const inputs = await makeInputs();
    const place: Place = { pipeline: house.url, gateway: house.gateway.url, inputs, random };
    return await soakFor(totalMs, house, place, [spool, others]);
  } finally {
    await house.stop();
    await engine.kill();
    rmSync(temporary, { recursive: true, force: true });
  }
};

async function soakFor(
  totalMs: number,
  house: JobHouse,
  place: Place,
  temporary: readonly string[],
): Promise<readonly Figure[]> {
  const pipelines = [house.api, house.workers[0] as RunningService];
  const watched: Watched[] = [
    { name: 'pipeline', service: pipelines[0] as RunningService, samples: [], filesBefore: 0 },
    { name: 'worker', service: pipelines[1] as RunningService, samples: [], filesBefore: 0 },
    { name: 'gateway', service: house.gateway, samples: [], filesBefore: 0 },
  ];
  await loadUntil(AbortSignal.timeout(beforehandMs), place, newTally());
  await sleep(restMs);
  for (const process of watched) process.filesBefore = await openFiles(process.service.pid);

  const tally = newTally();
  const started = performance.now();
  while (performance.now() - started < totalMs) {
    await loadUntil(AbortSignal.timeout(stretchMs), place, tally);
    const bytes = await Promise.all(watched.map(({ service }) => restingBytes(service.pid)));
    const pages = await Promise.all(pipelines.map(pagesDone));
    const atMs = performance.now() - started;
    for (const [i, { samples }] of watched.entries())
      samples.push({ atMs, pages: pages[i] ?? pages[0]! + pages[1]!, bytes: bytes[i] as number });
  }
  await sleep(restMs);

  const still = await Promise.all(pipelines.map(held));
  const store = await leftInStore(house.store, sweepMs);
  const files = (await Promise.all(temporary.map(filesIn))).flat();
  const filesAfter = await Promise.all(watched.map(({ service }) => openFiles(service.pid)));

  tell(watched, filesAfter, tally);
  console.log(
    `${store.jobs} jobs in the store; left there: ${few(store.objects)}; temporary files left: ${few(files)}`,
  );
  const failures = [...tally.values()].reduce((sum, { failed }) => sum + failed, 0);
  const none = { sense: 'at most', value: 0 } as const;
  return [
    ...watched.map(({ name, samples }) => ({
      name: `growth of the ${name}`,
      value: bytesPerPage(samples, warmUpShare * totalMs) / bar.bytes,
      bar: { sense: 'at most', value: 1 } as const,
      unit: ` ${bar.name}`,
    })),
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

const few = (names: readonly string[]): string => names.slice(0, 12).join(', ') || 'nothing';

function tell(watched: readonly Watched[], filesAfter: readonly number[], tally: Tally): void {
  printTable(
    `what callers did, ${watched.at(-1)?.samples.at(-1)?.pages} pages`,
    ['client', 'times', 'not as it had to be'],
    [...tally].map(([name, { done, failed }]) => [name, done, failed]),
  );
  for (const [name, { complaints }] of tally)
    for (const complaint of complaints) console.log(`${name}: ${complaint}`);
  printTable(
    'resident memory (MiB) at rest after so many pages',
    ['minute', ...watched.flatMap(({ name }) => ['pages', name])],
    (watched[0]?.samples ?? []).map(({ atMs }, row) => [
      (atMs / 60_000).toFixed(1),
      ...watched.flatMap(({ samples }) => {
        const { pages, bytes } = samples[row] as MemorySample;
        return [pages, Math.round(bytes / mebibyte)];
      }),
    ]),
  );
  printTable(
    'open files',
    ['process', 'before', 'after'],
    watched.map(({ name, filesBefore }, i) => [name, filesBefore, filesAfter[i] as number]),
  );
}
