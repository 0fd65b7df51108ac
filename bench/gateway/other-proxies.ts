/** nginx and LiteLLM before the same upstream, as their users set them up for speed. Null where one is not installed. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../stack.ts';

export interface Proxy {
  /** Base URL including /v1. */
  readonly url: string;
  /** The process that does the work. */
  readonly pid: number;
  stop(): Promise<void>;
}

/** One worker; bodies stay in memory, connections to the upstream stay open. */
const nginxConfig = (port: number, upstream: URL, directory: string): string => `
worker_processes 1;
daemon off;
pid ${directory}/pid;
error_log ${directory}/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  client_max_body_size 32m;
  client_body_buffer_size 4m;
  keepalive_requests 1000000000;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${directory}/${kind};`).join(' ')}
  upstream replica { server ${upstream.host}; keepalive 64; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://replica; proxy_http_version 1.1; proxy_set_header Connection ""; }
  }
}
`;

export const startNginx = async (upstreamUrl: string): Promise<Proxy | null> => {
  if (spawnSync('nginx', ['-v']).status !== 0) return null;
  const port = await freePort();
  const directory = mkdtempSync(join(tmpdir(), 'recto-nginx-'));
  const file = join(directory, 'nginx.conf');
  writeFileSync(file, nginxConfig(port, new URL(upstreamUrl), directory));
  const arguments_ = ['-c', file, '-p', directory, '-e', join(directory, 'error.log')];
  const server = await start('nginx', arguments_, { port, path: '/health', directory });
  const { pid } = server.child;
  const [worker] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').map(Number);
  return { url: `http://127.0.0.1:${port}/v1`, pid: worker ?? (pid as number), stop: server.stop };
};

const localLiteLlm = fileURLToPath(new URL('../../.bench/litellm/bin/litellm', import.meta.url));

export const startLiteLlm = async (upstreamUrl: string): Promise<Proxy | null> => {
  const program = existsSync(localLiteLlm) ? localLiteLlm : 'litellm';
  if (spawnSync(program, ['--help']).status !== 0) return null;
  const port = await freePort();
  const directory = mkdtempSync(join(tmpdir(), 'recto-litellm-'));
  const file = join(directory, 'config.json');
  const parameters = { model: 'openai/scripted', api_base: upstreamUrl, api_key: 'none' };
  const config = {
    model_list: [{ model_name: 'scripted', litellm_params: parameters }],
    general_settings: { dangerously_permit_weak_or_unset_master_key: true },
  };
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(config));
  const arguments_ = ['--config', file, '--host', '127.0.0.1', '--port', String(port), '--num_workers', '1'];
  const server = await start(program, arguments_, { port, path: '/health/liveliness', directory });
  return { url: `http://127.0.0.1:${port}/v1`, pid: server.child.pid as number, stop: server.stop };
};

interface Server {
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

/** LiteLLM imports for half a minute. */
const startMs = 180_000;

/** Waits until `path` answers. `directory` goes with it. */
const start = async (
  program: string,
  arguments_: readonly string[],
  { port, path, directory }: { port: number; path: string; directory: string },
): Promise<Server> => {
  // Offline, and as a user starts it, without the table of prices from the network.
  const env = { ...process.env, LITELLM_LOCAL_MODEL_COST_MAP: 'True', LITELLM_LOG: 'ERROR' };
  const child = spawn(program, arguments_, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece: Buffer) => {
      output = (output + piece.toString()).slice(-10_000);
    });
  const clean = () => {
    child.kill('SIGTERM');
    rmSync(directory, { recursive: true, force: true });
  };
  process.once('exit', clean);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    process.off('exit', clean);
    child.kill('SIGTERM');
    await exited;
    clean();
  };
  const until = performance.now() + startMs;
  for (;;) {
    const isThere = await fetch(`http://127.0.0.1:${port}${path}`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere) return { child, stop };
    if (child.exitCode !== null || performance.now() > until) {
      await stop();
      throw new Error(`${program} did not start:\n${output}`);
    }
    await sleep(100);
  }
};
