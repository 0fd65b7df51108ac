/** What the checks may learn of the machine. Injected, so that each remedy can be tested on a machine that is well. */
import { access, readdir, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import { output } from '../bundle/run-program.ts';

export interface Machine {
  /** A program's standard output; null where it is not there or does not end well. */
  ask(program: string, ...args: string[]): Promise<string | null>;
  exists(path: string): Promise<boolean>;
  /** Names in a directory; empty where there is none. */
  names(directory: string): Promise<string[]>;
  readonly memoryBytes: number;
  /** Free for this user, on the file system of a path. */
  freeBytes(path: string): Promise<number>;
  isPortFree(port: number): Promise<boolean>;
}

/** One program that hangs must not hide what the others say. */
const patienceMs = 20_000;

export const createMachine = (signal: AbortSignal): Machine => ({
  ask: (program, ...args) =>
    output(program, args, { signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]) }).then(
      (text) => text.trim(),
      () => {
        signal.throwIfAborted();
        return null;
      },
    ),
  exists: (path) =>
    access(path).then(
      () => true,
      () => false,
    ),
  names: (directory) => readdir(directory).catch(() => []),
  memoryBytes: totalmem(),
  async freeBytes(path) {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  },
  isPortFree: (port) =>
    new Promise((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(false));
      server.listen(port, () => server.close(() => resolve(true)));
    }),
});
