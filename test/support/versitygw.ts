/**
 * A real S3-compatible server for tests: versitygw, which checks every signature. It is a Go program that no registry of
 * ours has, so a machine may lack it; tests then skip and say how to get it.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../bench/stack.ts';

const ownTools = fileURLToPath(new URL('../../.data/tools/', import.meta.url));

export const howToInstall =
  'no versitygw here: GOBIN=$PWD/.data/tools go install github.com/versity/versitygw/cmd/versitygw@v1.8.0';

/** Null where this machine has none. */
export function findVersitygw(): string | null {
  const own = join(ownTools, 'versitygw');
  if (existsSync(own)) return own;
  const found = spawnSync('versitygw', ['--version'], { stdio: 'ignore' });
  return found.error ? null : 'versitygw';
}

export interface S3Server {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  stop(): void;
}

/** With the buckets named. */
export async function startVersitygw(program: string, buckets: readonly string[]): Promise<S3Server> {
  const directory = mkdtempSync(join(tmpdir(), 'recto-s3-'));
  for (const bucket of buckets) mkdirSync(join(directory, 'buckets', bucket), { recursive: true });
  mkdirSync(join(directory, 'metadata'));
  const port = await freePort();
  const server = { region: 'eu-test-1', accessKeyId: 'TESTACCESSKEY', secretAccessKey: 'test/secret+key' };
  const child: ChildProcess = spawn(
    program,
    [
      ...['--port', `127.0.0.1:${port}`, '--region', server.region, '--quiet'],
      ...['posix', '--sidecar', join(directory, 'metadata'), join(directory, 'buckets')],
    ],
    {
      stdio: 'ignore',
      env: {
        PATH: process.env.PATH,
        ROOT_ACCESS_KEY_ID: server.accessKeyId,
        ROOT_SECRET_ACCESS_KEY: server.secretAccessKey,
      },
    },
  );
  const stop = () => {
    child.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  };
  process.once('exit', stop);
  const endpoint = `http://127.0.0.1:${port}`;
  while (!(await answers(endpoint))) {
    if (child.exitCode !== null) throw new Error(`versitygw ended with code ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { ...server, endpoint, stop };
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  );
