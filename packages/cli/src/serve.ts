/** `recto serve`: both tiers as child processes of one terminal. One falls, both stop. */
import type { ChildProcess } from 'node:child_process';
import { parseArgs } from 'node:util';
import { type nodeFlags, processEnvironment } from '@recto/service-kit';
import { exitCode, startServiceProcess, stopWith, untilListening } from './service-process.ts';
import { untilReady } from './until-ready.ts';

interface Service {
  readonly name: string;
  readonly url: string;
  readonly process: ChildProcess;
}

export async function serve(args: string[]): Promise<number> {
  const { values: flags } = parseArgs({
    args,
    options: {
      pipeline: { type: 'string' },
      device: { type: 'string' },
      host: { type: 'string' },
      port: { type: 'string' },
    },
  });
  const environment = processEnvironment();
  // In a terminal the ready lines below matter more than a line per request.
  const childEnvironment = { ...environment, LOG_LEVEL: environment.LOG_LEVEL ?? 'warn' };
  const gatewayPort = environment.GATEWAY_PORT ?? '8118';
  const pipelinePort = flags.port ?? environment.PORT ?? '8080';

  const start = (name: keyof typeof nodeFlags, url: string, serviceArgs: readonly string[]): Service => ({
    name,
    url,
    process: startServiceProcess(name, serviceArgs, childEnvironment),
  });
  /** The last started of those that run: the pages that a pipeline finishes ask the gateway. */
  const stopNext = () => services.findLast(({ process }) => isRunning(process))?.process.kill('SIGTERM');
  stopWith(stopNext);
  const services = [
    start('gateway', `http://127.0.0.1:${gatewayPort}`, []),
    start('pipeline', `http://127.0.0.1:${pipelinePort}`, args),
  ];

  const ended = services.map((service) => exitCode(service.process));
  const firstEnd = new AbortController();
  const codes = Promise.race(ended).then(async () => {
    firstEnd.abort();
    stopNext();
    return Promise.all(ended);
  });
  announce(services, firstEnd.signal).catch(() => {});
  return Math.max(...(await codes));
}

const isRunning = ({ exitCode, signalCode }: ChildProcess) => exitCode === null && signalCode === null;

async function announce(services: readonly Service[], signal: AbortSignal): Promise<void> {
  // An answer on its port may be that of another Recto.
  await Promise.all(services.map(({ process }) => untilListening(process, signal)));
  for (const { name, url } of services) {
    await untilReady(`${url}/health/ready`, signal);
    console.log(`${name} ready on ${url}`);
  }
  const pipeline = services.at(-1)?.url;
  console.log(
    `\nTry it:\n  curl -s ${pipeline}/layout-parsing -F file=@samples/invoice.pdf -F visualize=false\n`,
  );
}
