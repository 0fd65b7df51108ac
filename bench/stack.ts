/** The real services as child processes on free ports, for benchmarks and end-to-end tests. Always stopped again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { nodeFlags, nodeVariables } from '@recto/service-kit';

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

// However this process ends, the services do not outlive it.
const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** Starts one service and waits until `path` answers 2xx. Rejects with its output when it ends first. */
export async function startService(
  name: 'gateway' | 'pipeline',
  options: { port: number; environment: Environment; readyPath?: string; args?: readonly string[] },
): Promise<RunningService> {
  const child = spawn(process.execPath, [...nodeFlags[name], entry(name), ...(options.args ?? [])], {
    env: { ...nodeVariables, ...process.env, LOG_LEVEL: 'warn', ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  let output = '';
  child.once('exit', (code, signal) => {
    children.delete(child);
    // Nobody asked for it: say what it said, or a crash shows only as a closed socket.
    if (code !== 0 && signal !== 'SIGKILL')
      console.error(`${name} died (${signal ?? code}):\n${output.slice(-4_000)}`);
  });
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

/** Longer than any drain: a service that is still there by then is stuck. */
const stuckMs = 60_000;

function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => {
    const force = setTimeout(() => child.kill('SIGKILL'), stuckMs);
    child.once('exit', (code) => {
      clearTimeout(force);
      resolve(code);
    });
    child.kill(signal);
  });
}

/** The pipeline service on a free port, with a temporary spool. Variables of a test win over these. */
export async function startPipeline(environment: Environment): Promise<RunningService> {
  const port = await freePort();
  const spool = mkdtempSync(join(tmpdir(), 'recto-spool-'));
  const removeSpool = () => rmSync(spool, { recursive: true, force: true });
  try {
    const pipeline = await startService('pipeline', {
      port,
      environment: {
        HOST: '127.0.0.1',
        PORT: String(port),
        SPOOL_DIR: spool,
        DATA_DIR: spool,
        ...environment,
      },
    });
    return { ...pipeline, stop: (signal) => pipeline.stop(signal).finally(removeSpool) };
  } catch (error) {
    removeSpool();
    throw error;
  }
}

/** Both tiers, wired to each other. */
export async function startStack(
  options: { gateway?: Environment; pipeline?: Environment } = {},
): Promise<Stack> {
  const gatewayPort = await freePort();
  const gateway = await startService('gateway', {
    port: gatewayPort,
    environment: { GATEWAY_PORT: String(gatewayPort), ...options.gateway },
  });
  try {
    const pipeline = await startPipeline({ GATEWAY_PORT: String(gatewayPort), ...options.pipeline });
    return {
      gateway,
      pipeline,
      stop: async () => {
        await Promise.all([pipeline.stop(), gateway.stop()]);
      },
    };
  } catch (error) {
    await gateway.stop();
    throw error;
  }
}

/** `work` on a stack of its own, stopped again whatever comes of it. */
export async function withStack<T>(
  options: Parameters<typeof startStack>[0],
  work: (stack: Stack) => Promise<T>,
): Promise<T> {
  const stack = await startStack(options);
  try {
    return await work(stack);
  } finally {
    await stack.stop();
  }
}
