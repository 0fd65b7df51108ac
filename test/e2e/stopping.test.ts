/** `recto serve` as its users end it: Ctrl-C, and a process manager that signals every process of the group. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  if (command?.exitCode === null) {
    process.kill(-(command.pid as number), 'SIGTERM');
    await once(command, 'exit');
  }
  await vlm?.kill();
  if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
});

/** A document whose pages are being read by a VLM that takes `readingMs`. */
async function midway(readingMs: number, environment: NodeJS.ProcessEnv) {
  const [port, gatewayPort] = [await freePort(), await freePort()];
  vlm = await startScriptedReplica(() => readingMs);
  directory = mkdtempSync(join(tmpdir(), 'recto-stopping-'));
  command = spawn(process.execPath, ['packages/cli/src/main.ts', 'serve'], {
    cwd: root,
    // As a shell starts it: the leader of a group of processes.
    detached: true,
    stdio: 'ignore',
    env: {
      ...process.env,
      HOST: '127.0.0.1',
      PORT: String(port),
      GATEWAY_PORT: String(gatewayPort),
      SPOOL_DIR: directory,
      DATA_DIR: directory,
      VLM_BACKEND: 'vllm-server',
      VLM_SERVER_URL: vlm.url,
      ...environment,
    },
  });
  const url = `http://127.0.0.1:${port}`;
  await until(() => fetch(`${url}/health/ready`).then(({ ok }) => ok));
  const file = base64(await textPdf(pages));
  const answer = parseJson(url, { file, fileType: 0, useLayoutDetection: false, promptLabel: 'ocr' });
  await until(async () => total(await scrape(url), 'recto_pages_in_flight') > 0);
  return { answer, urls: [url, `http://127.0.0.1:${gatewayPort}`] };
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
      const { answer, urls } = await midway(2_000, { DRAIN_SECONDS: '60' });
      const [code] = await signalGroup(signal);
      expect(pagesOf(await answer)).toEqual([200, pages]);
      expect([code, ...(await Promise.all(urls.map(runs)))]).toEqual([0, false, false]);
    },
    120_000,
  );

  it('says that it ends where the time for that is over', async () => {
    const { answer } = await midway(600_000, { DRAIN_SECONDS: '1' });
    await signalGroup('SIGTERM');
    const { status, headers, body } = await answer;
    expect([status, headers.get('x-recto-error-code'), body.errorCode]).toEqual([
      503,
      'server.draining',
      503,
    ]);
  }, 120_000);
});
