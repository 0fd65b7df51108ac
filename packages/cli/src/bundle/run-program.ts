/** Other programs: Docker, sh, tar. Their output is read as text, or passed on; a failure is told in their words. */
import { type ChildProcess, spawn } from 'node:child_process';
import { PassThrough, pipeline } from 'node:stream';
import { text } from 'node:stream/consumers';
import { exitCodes, Failure } from '../failure.ts';

export interface ProgramOptions {
  readonly signal: AbortSignal;
  readonly cwd?: string;
  /** In place of this process's own. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Resolves with standard output. Rejects with Failure, or with the signal's reason. */
export async function output(
  program: string,
  args: readonly string[],
  options: ProgramOptions,
): Promise<string> {
  const child = start(program, args, options, ['ignore', 'pipe', 'pipe']);
  const [out, complaint] = await Promise.all([text(child.stdout!), text(child.stderr!), ended(child)]).catch(
    (error: unknown) => notStarted(program, error, options.signal),
  );
  if (child.exitCode !== 0) {
    throw new Failure(exitCodes.failed, `${program} ${args[0]}: ${complaint.trim() || 'failed'}`);
  }
  return out;
}

/** Runs with this terminal. Resolves with the exit code. */
export async function passThrough(
  program: string,
  args: readonly string[],
  options: ProgramOptions,
): Promise<number> {
  const child = start(program, args, options, ['inherit', 'inherit', 'inherit']);
  await ended(child).catch((error: unknown) => notStarted(program, error, options.signal));
  return child.exitCode ?? exitCodes.failed;
}

/** Standard output as it comes; `done` rejects with Failure where the program did not end well. */
export function outputStream(program: string, args: readonly string[], options: ProgramOptions) {
  const child = start(program, args, options, ['ignore', 'pipe', 'pipe']);
  const complaint = text(child.stderr!);
  const done = ended(child)
    .catch((error: unknown) => notStarted(program, error, options.signal))
    .then(async () => {
      if (child.exitCode === 0) return;
      throw new Failure(exitCodes.failed, `${program} ${args[0]}: ${(await complaint).trim() || 'failed'}`);
    });
  // Node throws away what a program that has ended said to nobody: somebody listens from the beginning.
  const stream = new PassThrough();
  pipeline(child.stdout!, stream, () => {});
  return { stream, done };
}

const start = (
  program: string,
  args: readonly string[],
  { signal, cwd, environment }: ProgramOptions,
  stdio: ('ignore' | 'pipe' | 'inherit')[],
) => spawn(program, args, { signal, cwd, stdio, ...(environment && { env: environment }) });

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => child.once('close', () => resolve()).once('error', reject));

function notStarted(program: string, error: unknown, signal: AbortSignal): never {
  signal.throwIfAborted();
  throw new Failure(exitCodes.failed, `${program} cannot be started on this machine`, error);
}
