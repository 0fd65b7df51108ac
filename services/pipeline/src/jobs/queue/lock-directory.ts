/** One process at a time in a directory. The lock is a listening socket, so that the system opens it when the process dies. */
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { RectoError } from '@recto/contracts';

/** Returns what opens the lock. Throws RectoError job.queue_unavailable. */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  // Not in the directory itself: the path of a socket may have a hundred characters.
  const name = createHash('sha256').update(resolve(directory)).digest('hex').slice(0, 32);
  const path = join(tmpdir(), `recto-${name}.lock`);
  if (await answers(path)) {
    throw new RectoError('job.queue_unavailable', {
      message:
        'Another process has the embedded queue of this data directory: set JOBS_URL for more than one',
    });
  }
  await rm(path, { force: true });
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((listening, fail) => {
    server.once('error', fail);
    server.listen(path, listening);
  });
  server.unref();
  return () => new Promise((closed) => server.close(() => closed()));
}

const answers = (path: string): Promise<boolean> =>
  new Promise((settle) => {
    const socket = connect(path);
    const end = (answered: boolean) => {
      socket.destroy();
      settle(answered);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
