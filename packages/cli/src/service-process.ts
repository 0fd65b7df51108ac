/** The services as child processes of this command. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { nodeFlags, nodeVariables } from '@recto/service-kit';

/**
 * Its output is this command's. A terminal's Ctrl-C and its end reach this command only (on Windows the service as well), so
 * that it can say in which order services stop.
 */
export function startServiceProcess(
  name: keyof typeof nodeFlags,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): ChildProcess {
  const entry = fileURLToPath(new URL(`../../../services/${name}/src/main.ts`, import.meta.url));
  return spawn(process.execPath, [...nodeFlags[name], entry, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    detached: process.platform !== 'win32',
    env: { ...nodeVariables, ...environment },
  });
}

/** Resolves when the service listens, which is all that it ever says; rejects when the signal fires. */
export async function untilListening(child: ChildProcess, signal: AbortSignal): Promise<void> {
  await once(child, 'message', { signal });
}

export const exitCode = (child: ChildProcess): Promise<number> =>
  new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));

/** Before anything is started: a signal in between would end this command and leave what it started. */
export function stopWith(stop: () => void): void {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
}
