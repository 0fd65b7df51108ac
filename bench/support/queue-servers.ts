/** Real servers for the queue of jobs, each on a free port with a directory of its own: killed and started again at will. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../stack.ts';

export interface QueueServer {
  /** For JOBS_URL. */
  readonly url: string;
  /** SIGKILL, as a crash would. */
  kill(): Promise<void>;
  /** On the same port, with what was on disk. */
  start(): Promise<void>;
  /** For good, with its directory. */
  stop(): Promise<void>;
}

export interface ServerKind {
  readonly name: string;
  /** Null where this machine lacks the program; otherwise starts one. */
  readonly create: (() => Promise<QueueServer>) | null;
  readonly howToInstall: string;
}

const isInstalled = (program: string): boolean =>
  !spawnSync(program, ['--version'], { stdio: 'ignore' }).error;

export const redisKind: ServerKind = {
  name: 'Redis',
  create: isInstalled('redis-server') ? createRedis : null,
  howToInstall: 'no redis-server here: apt-get install redis-server',
};

export const postgresKind: ServerKind = {
  name: 'PostgreSQL',
  create: isInstalled('postgres') && isInstalled('initdb') ? createPostgres : null,
  howToInstall: 'no postgres and initdb in the PATH: apt-get install postgresql',
};

async function createRedis(): Promise<QueueServer> {
  const directory = mkdtempSync(join(tmpdir(), 'recto-redis-'));
  const port = await freePort();
  // Every write is on its way to the disk before it is answered: docs/jobs.md asks for the same.
  const args = [
    '--port',
    `${port}`,
    '--dir',
    directory,
    '--appendonly',
    'yes',
    '--save',
    '',
    '--bind',
    '127.0.0.1',
  ];
  return server(`redis://127.0.0.1:${port}`, port, directory, () =>
    spawn('redis-server', args, { stdio: 'ignore' }),
  );
}

async function createPostgres(): Promise<QueueServer> {
  const directory = mkdtempSync(join(tmpdir(), 'recto-postgres-'));
  const port = await freePort();
  const user = unprivileged();
  const data = join(directory, 'data');
  mkdirSync(data);
  if (user !== null) for (const path of [directory, data]) chownSync(path, user.uid, user.gid);
  chmodSync(directory, 0o755);
  const options = { ...user, stdio: 'ignore' } as const;
  execFileSync('initdb', ['-D', data, '-U', 'recto', '-A', 'trust', '--no-sync'], options);
  const args = ['-D', data, '-p', `${port}`, '-c', 'listen_addresses=127.0.0.1', '-k', directory];
  return server(`postgres://recto@127.0.0.1:${port}/postgres`, port, directory, () =>
    spawn('postgres', args, options),
  );
}

/** PostgreSQL does not run as root. */
function unprivileged(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const number = (flag: string) => Number(execFileSync('id', [flag, 'postgres']).toString());
  return { uid: number('-u'), gid: number('-g') };
}

async function server(
  url: string,
  port: number,
  directory: string,
  launch: () => ChildProcess,
): Promise<QueueServer> {
  let child: ChildProcess | null = null;
  process.once('exit', () => child?.kill('SIGKILL'));
  const end = async (signal: NodeJS.Signals) => {
    const dying = child;
    child = null;
    if (dying === null || dying.exitCode !== null) return;
    const gone = new Promise((exited) => dying.once('exit', exited));
    dying.kill(signal);
    await gone;
    // The children of a killed PostgreSQL notice a little later.
    while (await listens(port)) await sleep(20);
  };
  const start = async () => {
    for (;;) {
      child = launch();
      while (child.exitCode === null && !(await listens(port))) await sleep(20);
      if (child.exitCode === null) return;
      // A shared-memory block of its predecessor may be in use for a moment.
      await sleep(200);
    }
  };
  await start();
  return {
    url,
    start,
    kill: () => end('SIGKILL'),
    stop: async () => {
      await end('SIGKILL');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const listens = (port: number): Promise<boolean> =>
  new Promise((settle) => {
    const socket = connect(port, '127.0.0.1');
    const end = (open: boolean) => {
      socket.destroy();
      settle(open);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
