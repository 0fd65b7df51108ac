/**
 * `chaos`: jobs on four worker processes while workers, the API, the gateway and Redis are killed (SIGKILL) at random and come back. Every
 * job must end well, with every page once and in its place.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { JobView } from '@recto/contracts';
import { PDFDocument } from 'pdf-lib';
import { freePort, startService } from '../stack.ts';
import type { Bench } from '../support/figure.ts';
import { printTable } from '../support/print-table.ts';
import { redisKind } from '../support/queue-servers.ts';
import { startScriptedReplica } from '../support/scripted-replica.ts';
import { quantile } from '../support/statistics.ts';

const workerCount = 4;
const mostPages = 60;
/** Between two kills, and from a death to the return, s. */
const calm = [3, 8] as const;
const absence = [0.5, 3] as const;
/** How long the simulated VLM takes to read a page, s: jobs take long enough to be hit. */
const reading = [0.3, 1] as const;
/** From the last kill on; a job that has not ended by then is lost. */
const patienceMs = 600_000;

const between = ([least, most]: readonly [number, number]): number =>
  1000 * (least + (most - least) * Math.random());

interface Victim {
  readonly name: string;
  kill(): Promise<unknown>;
  revive(): Promise<unknown>;
}

/** A page says which it is by its width: that comes through rendering, queue, store and answer. */
const narrowest = 100;

async function documentOf(pages: number): Promise<Uint8Array<ArrayBuffer>> {
  const pdf = await PDFDocument.create();
  for (let page = 0; page < pages; page += 1) pdf.addPage([narrowest + page, narrowest]);
  return new Uint8Array(await pdf.save());
}

/** A service that dies and returns on its port. */
async function mortal(
  name: string,
  tier: 'gateway' | 'pipeline',
  port: number,
  environment: Readonly<Record<string, string>>,
): Promise<Victim & { stop(): Promise<unknown> }> {
  const start = () => startService(tier, { port, environment, readyPath: '/health' });
  let service = await start();
  return {
    name,
    kill: () => service.stop('SIGKILL'),
    revive: async () => {
      service = await start();
    },
    stop: () => service.stop(),
  };
}

/** Again and again until the API, which dies now and then, has taken it. */
async function persistently<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch {
      await sleep(300);
    }
  }
}

async function answerOf<T>(url: string, init?: RequestInit): Promise<T> {
  const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(30_000) });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

const options = 'visualize=false&useLayoutDetection=false&promptLabel=ocr&pdfTextLayer=never';

const submit = (api: string, key: string, body: Uint8Array<ArrayBuffer>): Promise<JobView> =>
  persistently(() =>
    answerOf<JobView>(`${api}/v1/jobs?${options}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/pdf', 'idempotency-key': key },
    }),
  );

async function endOf(api: string, id: string, deadline: { atMs: number }): Promise<JobView | null> {
  while (performance.now() < deadline.atMs) {
    const job = await persistently(() => answerOf<JobView>(`${api}/v1/jobs/${id}`));
    if (job.finishedAt !== null) return job;
    await sleep(1000);
  }
  return null;
}

interface Result {
  result: { layoutParsingResults: { prunedResult: { width: number }; markdown: { text: string } }[] };
}

/** Whether the result has so many pages, each in its place, each read. */
async function isWhole(api: string, id: string, pages: number): Promise<boolean> {
  const { result } = await persistently(() => answerOf<Result>(`${api}/v1/jobs/${id}/result`));
  const elements = result.layoutParsingResults;
  const scale = (elements[0]?.prunedResult.width ?? 0) / narrowest;
  return (
    elements.length === pages &&
    elements.every(
      ({ prunedResult, markdown }, page) =>
        Math.abs(prunedResult.width - (narrowest + page) * scale) <= 1 && markdown.text.trim() !== '',
    )
  );
}

export const chaos: Bench = async (args) => {
  const { values } = parseArgs({
    args,
    options: { seconds: { type: 'string', default: '300' }, jobs: { type: 'string', default: '200' } },
  });
  if (redisKind.create === null) {
    console.log(`chaos skipped: ${redisKind.howToInstall}`);
    return null;
  }
  const [totalMs, count] = [Number(values.seconds) * 1000, Number(values.jobs)];
  const directory = mkdtempSync(join(tmpdir(), 'recto-chaos-'));
  const engine = await startScriptedReplica(() => between(reading));
  const redis = await redisKind.create();
  const ports = await Promise.all(Array.from({ length: workerCount + 2 }, freePort));
  const [gatewayPort, apiPort, ...workerPorts] = ports as [number, number, ...number[]];
  const gateway = await mortal('gateway', 'gateway', gatewayPort, {
    GATEWAY_PORT: String(gatewayPort),
    LOG_LEVEL: 'fatal',
    VLM_BACKEND: 'vllm-server',
    VLM_SERVER_URL: engine.url,
  });
  const common = {
    RECOGNITION_URL: `http://127.0.0.1:${gatewayPort}/v1`,
    LOG_LEVEL: 'fatal',
    DATA_DIR: directory,
    SPOOL_DIR: directory,
    JOBS_URL: redis.url,
    JOBS_TASKS_AT_ONCE: '2',
    LAYOUT_WORKERS: '1',
    RENDER_WORKERS: '1',
  };
  const api = await mortal('api', 'pipeline', apiPort, {
    ...common,
    PORT: String(apiPort),
    JOBS_ROLE: 'api',
  });
  const workers = await Promise.all(
    workerPorts.map((port, i) =>
      mortal(`worker ${i + 1}`, 'pipeline', port, { ...common, PORT: String(port), JOBS_ROLE: 'worker' }),
    ),
  );
  const services = [gateway, api, ...workers];
  const victims: Victim[] = [...services, { name: 'redis', kill: redis.kill, revive: redis.start }];
  try {
    const url = `http://127.0.0.1:${apiPort}`;
    const deadline = { atMs: Number.POSITIVE_INFINITY };
    const kills = new Map<string, { kills: number; returns: number }>();
    const pace = (0.8 * totalMs) / count;
    const jobs = Array.from({ length: count }, async (_, i) => {
      await sleep(i * pace);
      const pages = 1 + Math.floor(Math.random() * mostPages);
      const { id } = await submit(url, `chaos ${i}`, await documentOf(pages));
      const job = await endOf(url, id, deadline);
      const whole = job?.state === 'succeeded' && (await isWhole(url, id, pages));
      return { job, pages, whole };
    });
    await killAtRandom(victims, totalMs, kills);
    deadline.atMs = performance.now() + patienceMs;
    const outcomes = await Promise.all(jobs);

    printTable(
      `${count} jobs on ${workerCount} workers over ${values.seconds} s`,
      ['victim', 'kills', 'returns'],
      [...kills].sort().map(([name, counts]) => [name, counts.kills, counts.returns]),
    );
    for (const { job, pages } of outcomes.filter(({ whole }) => !whole))
      console.log(`not whole: ${pages} pages, ${job?.id} ${job?.state} ${job?.error?.code ?? ''}`);
    const durations = outcomes.flatMap(({ job }) =>
      job?.finishedAt ? [(Date.parse(job.finishedAt) - Date.parse(job.createdAt)) / 1000] : [],
    );
    const allPages = outcomes.reduce((sum, { pages }) => sum + pages, 0);
    console.log(
      `${allPages} pages, ${engine.asked()} questions; a job took ${Math.round(quantile(durations, 0.5))} s (median), ${Math.round(Math.max(...durations))} s (slowest)`,
    );
    const bar = { sense: 'at most', value: 0 } as const;
    const lost = outcomes.filter(({ job }) => job === null).length;
    const failed = outcomes.filter(({ job }) => job !== null && job.state !== 'succeeded').length;
    const broken = outcomes.filter(({ job, whole }) => job?.state === 'succeeded' && !whole).length;
    return [
      { name: 'jobs that never ended', value: lost, bar, digits: 0 },
      { name: 'jobs that failed', value: failed, bar, digits: 0 },
      { name: 'jobs with a page missing, doubled or out of order', value: broken, bar, digits: 0 },
    ];
  } finally {
    await Promise.all(services.map((service) => service.stop().catch(() => {})));
    await redis.stop();
    await engine.kill();
    rmSync(directory, { recursive: true, force: true });
  }
};

/** One dies at a time; the next may while it is still away. All are back when this ends. */
async function killAtRandom(
  victims: readonly Victim[],
  totalMs: number,
  kills: Map<string, { kills: number; returns: number }>,
): Promise<void> {
  const away = new Map<Victim, Promise<void>>();
  const deck: Victim[] = [];
  const until = performance.now() + totalMs;
  while (performance.now() < until) {
    await sleep(between(calm));
    // Everybody's turn comes, in an order that nobody knows.
    if (deck.length === 0) deck.push(...victims.toSorted(() => Math.random() - 0.5));
    const victim = deck.pop() as Victim;
    await away.get(victim);
    const counts = kills.get(victim.name) ?? { kills: 0, returns: 0 };
    kills.set(victim.name, counts);
    counts.kills += 1;
    await victim.kill();
    const back = sleep(between(absence))
      .then(() => victim.revive())
      .then(() => {
        counts.returns += 1;
        away.delete(victim);
      });
    away.set(victim, back);
  }
  await Promise.all(away.values());
}
