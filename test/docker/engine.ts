/**
 * A Docker engine of the test's own: another socket, directory and bridge than those of the machine's engine, so that all
 * its images can be wiped. Needs root, dockerd, ip and Compose v2.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const bridge = 'recto-test0';
const bridgeAddress = '172.31.254.1/24';
const startMs = 60_000;

export interface Engine {
  /** For everything that asks it. */
  readonly environment: Record<string, string>;
  /** What the daemon has written so far, at its most talkative: every name that a container asks for is in it. */
  log(): string;
  stop(): Promise<void>;
}

/** What keeps an engine from being started here; empty when nothing does. */
export function obstacles(): string[] {
  const has = (program: string, ...args: string[]) => spawnSync(program, args).error === undefined;
  const compose = spawnSync('docker', ['compose', 'version', '--short'], { encoding: 'utf8' });
  return [
    ...(process.getuid?.() === 0 ? [] : ['root']),
    ...['dockerd', 'docker', 'ip', 'iptables'].filter((program) => !has(program, '--version')),
    ...(compose.status === 0 && Number.parseInt(compose.stdout.replace('v', ''), 10) >= 2
      ? []
      : ['docker compose']),
  ];
}

/** Rejects when it does not answer within a minute; its log says why. */
export async function startEngine(directory: string): Promise<Engine> {
  const socket = join(directory, 'docker.sock');
  const logFile = join(directory, 'dockerd.log');
  const environment = { DOCKER_HOST: `unix://${socket}` };
  makeBridge();
  const daemon = spawn(
    'dockerd',
    [
      '--debug',
      ...['--host', `unix://${socket}`, '--bridge', bridge, '--pidfile', join(directory, 'dockerd.pid')],
      ...['--data-root', join(directory, 'data'), '--exec-root', join(directory, 'exec')],
    ],
    { stdio: ['ignore', openSync(logFile, 'a'), openSync(logFile, 'a')] },
  );
  const engine: Engine = {
    environment,
    log: () => readFileSync(logFile, 'utf8'),
    async stop() {
      await ended(daemon, 'SIGTERM');
      spawnSync('ip', ['link', 'delete', bridge]);
      rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  const deadline = Date.now() + startMs;
  while (spawnSync('docker', ['info'], { env: { ...process.env, ...environment } }).status !== 0) {
    if (daemon.exitCode !== null || Date.now() > deadline) {
      const reason = engine.log().split('\n').slice(-5).join('\n');
      await engine.stop();
      throw new Error(`the engine did not start:\n${reason}`);
    }
    await sleep(300);
  }
  return engine;
}

function makeBridge(): void {
  spawnSync('ip', ['link', 'add', bridge, 'type', 'bridge']);
  spawnSync('ip', ['address', 'add', bridgeAddress, 'dev', bridge]);
  spawnSync('ip', ['link', 'set', bridge, 'up']);
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}
