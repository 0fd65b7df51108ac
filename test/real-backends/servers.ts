/** The servers that run on a CPU, and how each behaves where they differ. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { llamaServer, mlxPython, tinyModel } from './workshop.ts';

export interface RealServer {
  readonly name: string;
  /** As `VLM_BACKEND` takes it. */
  readonly backend: string;
  /** The name that it knows the model by. */
  readonly model: string;
  /** Program and arguments. Prepares what is missing, which may take long. */
  command(port: number): readonly string[];
  /** What is too long for the model is refused; else it is cut or forgotten. */
  readonly refusesOverflow: boolean;
  /** A call whose caller left ends there as well. */
  readonly stopsOnDisconnect: boolean;
}

export const realServers: readonly RealServer[] = [
  {
    name: 'llama.cpp',
    backend: 'llama-cpp-server',
    model: 'tiny',
    command: (port) => {
      const gguf = join(tinyModel(), 'gguf');
      const files = ['--model', join(gguf, 'model.gguf'), '--mmproj', join(gguf, 'mmproj.gguf')];
      const place = ['--host', '127.0.0.1', '--port', String(port)];
      return [
        llamaServer(),
        ...files,
        '--alias',
        'tiny',
        '--metrics',
        '--threads',
        '1',
        '--parallel',
        '1',
        ...place,
      ];
    },
    refusesOverflow: true,
    stopsOnDisconnect: true,
  },
  {
    name: 'mlx-vlm',
    backend: 'mlx-vlm-server',
    get model() {
      return join(tinyModel(), 'hf');
    },
    command: (port) => [
      mlxPython(),
      '-m',
      'mlx_vlm.server',
      '--model',
      join(tinyModel(), 'hf'),
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
    ],
    refusesOverflow: false,
    stopsOnDisconnect: false,
  },
];

export interface RunningServer {
  readonly url: string;
  /** Of what it printed, the end. */
  output(): string;
  kill(): Promise<void>;
}

/** Starts the process and does not wait until it serves. */
export function startServer(server: RealServer, port: number): RunningServer {
  const [program = '', ...args] = server.command(port);
  const child: ChildProcess = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (piece: Buffer) => {
      output = (output + piece.toString()).slice(-100_000);
    });
  }
  return {
    url: `http://127.0.0.1:${port}`,
    output: () => output.slice(-2_000),
    kill: async () => {
      process.off('exit', killWithUs);
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
