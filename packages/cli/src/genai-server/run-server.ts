/** Starts a server in this terminal's place: its output, the signals it gets and its end are those of the command. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { exitCodes, Failure } from '../failure.ts';
import type { ServerProgram } from './server-program.ts';

const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;

const notInstalled = ({ name, command, install }: ServerProgram, missing: string): Failure =>
  new Failure(
    exitCodes.failed,
    `${name} is not installed (${missing} is missing; ${command[0]} on PATH). To install it: ${install}`,
  );

/** Resolves with the exit code, 128 + its number where a signal ended the server. Throws Failure where it is not installed. */
export async function runServer(program: ServerProgram, command: readonly string[]): Promise<number> {
  if (program.module !== null) await requireModule(program, program.module);
  const [file = '', ...args] = command;
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  // Before it starts: a signal in between would end this process alone. Handlers run when the child is there.
  for (const signal of passedOn) process.on(signal, forward);
  const child = spawn(file, args, { stdio: 'inherit' });
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', () => reject(notInstalled(program, file)));
      child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
    });
  } finally {
    for (const signal of passedOn) process.off(signal, forward);
  }
}

/** Without loading it, which takes servers half a minute. */
async function requireModule(program: ServerProgram, module: string): Promise<void> {
  const [python = ''] = program.command;
  const question = 'import importlib.util, sys; sys.exit(0 if importlib.util.find_spec(sys.argv[1]) else 3)';
  const child = spawn(python, ['-c', question, module], { stdio: 'ignore' });
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('exit', resolve);
  });
  if (code === null) throw notInstalled(program, python);
  if (code !== 0) throw notInstalled(program, `the Python module ${module}`);
}
