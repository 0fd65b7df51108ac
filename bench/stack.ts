/** The real services as child processes on free ports, for benchmarks and end-to-end tests. Always stopped again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export interface RunningService {
  readonly url: string;
  readonly pid: number;
  /** What it printed so far, both streams. */
  output(): string;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export interface Stack {
  readonly pipeline: RunningService;
  readonly gateway: RunningService;
  stop(): Promise<void>;
}

type Environment = Readonly<Record<string, string>>;

const entry = (service: string) =>
  fileURLToPath(new URL(`../services/${service}/src/main.ts`, import.meta.url));

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Starts one service and waits until `path` answers 2xx. Rejects with its output when it ends first. */
export async function startService(
  name: 'gateway' | 'pipeline',
  options: { port: number; environment: Environment; readyPath?: string; args?: readonly string[] },
): Promise<RunningService> {
  const child = spawn(process.execPath, [entry(name), ...(options.args ?? [])], {
    env: { ...process.env, LOG_LEVEL: 'warn', ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (piece: Buffer) => {
      output = (output + piece.toString()).slice(-1_000_000);
    });
  }
  const url = `http://127.0.0.1:${options.port}`;
  while (!(await answers(`${url}${options.readyPath ?? '/health/ready'}`))) {
    if (child.exitCode !== null) throw new Error(`${name} ended with code ${child.exitCode}:\n${output}`);
    await sleep(100);
  }
  return {
    url,
    pid: child.pid as number,
    output: () => output,
    stop: (signal = 'SIGTERM') => stop(child, signal),
  };
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    async (answer) => {
      await answer.arrayBuffer();
      return answer.ok;
    },
    () => false,
  );

function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code));
    child.kill(signal);
  });
}

/** Both tiers, wired to each other, with a temporary data directory. Variables of a test win over these. */
export async function startStack(
  options: { gateway?: Environment; pipeline?: Environment } = {},
): Promise<Stack> {
  const [gatewayPort, pipelinePort] = [await freePort(), await freePort()];
  const data = mkdtempSync(join(tmpdir(), 'recto-stack-'));
  const gateway = await startService('gateway', {
    port: gatewayPort,
    environment: { GATEWAY_PORT: String(gatewayPort), ...options.gateway },
  });
  try {
    const pipeline = await startService('pipeline', {
      port: pipelinePort,
      environment: {
        HOST: '127.0.0.1',
        PORT: String(pipelinePort),
        VLM_URL: `${gateway.url}/v1`,
        DATA_DIR: data,
        ...options.pipeline,
      },
    });
    return {
      gateway,
      pipeline,
      stop: async () => {
        await Promise.all([pipeline.stop(), gateway.stop()]);
        rmSync(data, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await gateway.stop();
    rmSync(data, { recursive: true, force: true });
    throw error;
  }
}
