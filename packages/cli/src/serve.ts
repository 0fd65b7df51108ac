/** `recto serve`: both tiers as child processes of one terminal. One falls, both stop. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { nodeFlags, processEnvironment } from '@recto/service-kit';
import { untilReady } from './until-ready.ts';

const entry = (service: string) =>
  fileURLToPath(new URL(`../../../services/${service}/src/main.ts`, import.meta.url));

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
    process: spawn(process.execPath, [...nodeFlags[name], entry(name), ...serviceArgs], {
      stdio: 'inherit',
      env: childEnvironment,
    }),
  });
  const services = [
    start('gateway', `http://127.0.0.1:${gatewayPort}`, []),
    start('pipeline', `http://127.0.0.1:${pipelinePort}`, args),
  ];
  const stopAll = () => {
    for (const service of services) service.process.kill('SIGTERM');
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stopAll);

  const ended = services.map(exitCode);
  const firstEnd = new AbortController();
  const codes = Promise.race(ended).then(async () => {
    firstEnd.abort();
    stopAll();
    return Promise.all(ended);
  });
  announce(services, firstEnd.signal).catch(() => {});
  return Math.max(...(await codes));
}

const exitCode = ({ process: child }: Service): Promise<number> =>
  new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));

async function announce(services: readonly Service[], signal: AbortSignal): Promise<void> {
  for (const { name, url } of services) {
    await untilReady(`${url}/health/ready`, signal);
    console.log(`${name} ready on ${url}`);
  }
  const pipeline = services.at(-1)?.url;
  console.log(
    `\nTry it:\n  curl -s ${pipeline}/layout-parsing -F file=@samples/invoice.pdf -F visualize=false\n`,
  );
}
