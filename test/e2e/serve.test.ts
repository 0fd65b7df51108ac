/** `recto serve` as its users start and end it: Ctrl-C, a process manager that signals the whole group, SIGKILL, twice by mistake. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../../bench/stack.ts';
import { scrape, total } from '../../bench/support/prometheus.ts';
import { type ScriptedReplica, startScriptedReplica } from '../../bench/support/scripted-replica.ts';
import { textPdf } from '../support/documents.ts';
import { type Answer, base64, parseJson } from '../support/parse.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = 3;

let command: ChildProcess | undefined;
let vlm: ScriptedReplica | undefined;
let directory: string | undefined;

afterEach(async () => {
  if (command?.exitCode === null && command.signalCode === null) {
    process.kill(-(command.pid as number), 'SIGTERM');
    await once(command, 'exit');
  }
  await vlm?.kill();
  if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
});

interface Served {
  /** Of the pipeline and of the gateway. */
  readonly urls: readonly [string, string];
  readonly environment: NodeJS.ProcessEnv;
}

/** `recto serve` as a shell starts it: the leader of a group of processes. */
const serve = (environment: NodeJS.ProcessEnv): ChildProcess =>
  spawn(process.execPath, ['packages/cli/src/main.ts', 'serve'], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, HOST: '127.0.0.1', ...environment },
  });

/** @param readingMs that the VLM takes for a page */
async function served(readingMs: number, more: NodeJS.ProcessEnv = {}): Promise<Served> {
  const [port, gatewayPort] = [await freePort(), await freePort()];
  vlm = await startScriptedReplica(() => readingMs);
  directory = mkdtempSync(join(tmpdir(), 'recto-serve-'));
  const environment = {
    PORT: String(port),
    GATEWAY_PORT: String(gatewayPort),
    SPOOL_DIR: directory,
    DATA_DIR: directory,
    VLM_BACKEND: 'vllm-server',
    VLM_SERVER_URL: vlm.url,
    ...more,
  };
  command = serve(environment);
  for (const stream of [command.stdout, command.stderr]) stream?.resume();
  const urls = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${gatewayPort}`] as const;
  await until(() => fetch(`${urls[0]}/health/ready`).then(({ ok }) => ok));
  return { urls, environment };
}

/** Resolves when pages of it are under way. */
async function handIn([url]: Served['urls']): Promise<{ answer: Promise<Answer> }> {
  const file = base64(await textPdf(pages));
  const answer = parseJson(url, { file, fileType: 0, useLayoutDetection: false, promptLabel: 'ocr' });
  await until(async () => total(await scrape(url), 'recto_pages_in_flight') > 0);
  return { answer };
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition().catch(() => false))) await sleep(50);
}

const signalGroup = async (signal: NodeJS.Signals) => {
  const ended = once(command as ChildProcess, 'exit');
  process.kill(-(command?.pid as number), signal);
  return ended;
};

const runs = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );

const pagesOf = ({ status, body }: Answer) => [status, body.result?.layoutParsingResults.length];

describe('recto serve', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'finishes what runs when its group gets %s',
    async (signal) => {
      const { urls } = await served(2_000, { DRAIN_SECONDS: '60' });
      const { answer } = await handIn(urls);
      const [code] = await signalGroup(signal);
      expect(pagesOf(await answer)).toEqual([200, pages]);
      expect([code, ...(await Promise.all(urls.map(runs)))]).toEqual([0, false, false]);
    },
    120_000,
  );

  it('says that it ends where the time for that is over', async () => {
    const { urls } = await served(600_000, { DRAIN_SECONDS: '1' });
    const { answer } = await handIn(urls);
    await signalGroup('SIGTERM');
    const { status, code, body } = await answer;
    expect([status, code, body.errorCode]).toEqual([503, 'server.draining', 503]);
  }, 120_000);

  it('leaves no service behind when it is killed', async () => {
    const { urls } = await served(0);
    await signalGroup('SIGKILL');
    for (const url of urls) await until(async () => !(await runs(url)));
  }, 120_000);

  it('says that its port is taken, and not that another is its own', async () => {
    const { environment } = await served(0);
    const second = serve(environment);
    const ended = once(second, 'exit');
    const [said, complained] = await Promise.all([text(second.stdout!), text(second.stderr!)]);
    expect([...(await ended), said]).toEqual([1, null, '']);
    expect(complained).toContain(`PORT: ${environment.GATEWAY_PORT} is in use on 127.0.0.1`);
    expect(complained).not.toContain('    at ');
  }, 120_000);
});
