/**
 * Start and stop of a service. On SIGTERM or SIGINT it refuses new work with 503, finishes what runs,
 * closes its resources in reverse order of opening and exits; a second signal, a second or more later, quits at once.
 */
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestHandler } from 'express';
import { ConfigError } from './config/environment.ts';
import { giveUp, serverDraining } from './http/request-signal.ts';
import type { Logger } from './observability/logger.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
  /** The environment variables that the operator sets them with. */
  readonly variables?: { readonly host: string; readonly port: string };
}

export interface Lifecycle {
  /** True from the first signal on: routes answer 503 server.draining. */
  readonly draining: boolean;
  /** Runs at shutdown, last registered first. */
  onClose(close: () => Promise<void> | void): void;
  /** Resolves once the server listens. Port 0 picks a free one. Throws ConfigError for an address that cannot be had. */
  listen(app: RequestListener, address: Address): Promise<{ server: Server; port: number }>;
  /** The orderly stop that a signal causes; safe to call twice. */
  stop(): Promise<void>;
}

/** systemd and terminals signal all processes of a group, and who started this one passes its signal on: that is one stop. */
const sameStopMs = 1_000;

/** @param options.drainMs how long running requests may take after the signal before they are given up and answered 503 */
export function createLifecycle(options: {
  logger: Logger;
  drainMs: number;
  exit?: (code: number) => void;
}): Lifecycle {
  const closers: (() => Promise<void> | void)[] = [];
  const exit = options.exit ?? ((code) => process.exit(code));
  let stopping: Promise<void> | null = null;

  const stop = () => {
    stopping ??= (async () => {
      options.logger.info('draining');
      for (const close of closers.toReversed()) {
        await Promise.resolve(close()).catch((err: unknown) => options.logger.error({ err }, 'close failed'));
      }
      options.logger.info('stopped');
    })();
    return stopping;
  };

  let signalledAt = Number.NEGATIVE_INFINITY;
  const onSignal = () => {
    if (performance.now() - signalledAt < sameStopMs) return;
    if (stopping) return exit(1);
    signalledAt = performance.now();
    stop().then(() => exit(0));
  };

  return {
    get draining() {
      return stopping !== null;
    },
    onClose: (close) => closers.push(close),
    listen: async (app, address) => {
      const running = new Set<ServerResponse>();
      const server = createServer((req, res) => {
        running.add(res);
        res.once('close', () => running.delete(res));
        app(req, res);
      });
      server.keepAliveTimeout = keepAliveMs;
      await new Promise<void>((resolve, reject) => {
        server.once('error', (error) => reject(inWords(error, address)));
        server.listen(address.port, address.host, resolve);
      });
      closers.push(() => drainServer(server, running, options.drainMs));
      process.on('SIGTERM', onSignal);
      process.on('SIGINT', onSignal);
      return { server, port: (server.address() as AddressInfo).port };
    },
    stop,
  };
}

/** What the operator can put right. */
function inWords(error: NodeJS.ErrnoException, { host, port, variables }: Address): Error {
  const { host: hostName = 'host', port: portName = 'port' } = variables ?? {};
  switch (error.code) {
    case 'EADDRINUSE':
      return new ConfigError([`${portName}: ${port} is in use on ${host}; does Recto run already?`]);
    case 'EACCES':
      return new ConfigError([`${portName}: this user may not listen on ${port}`]);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new ConfigError([`${hostName}: ${host} is no address of this machine`]);
    default:
      return error;
  }
}

/** For everything that starts work: 503 once the service drains. Health and metrics stay reachable. Throws RectoError server.draining. */
export function checkDraining(lifecycle: Pick<Lifecycle, 'draining'>, res: ServerResponse): void {
  if (!lifecycle.draining) return;
  res.setHeader('Connection', 'close');
  throw serverDraining();
}

export const refuseWhileDraining =
  (lifecycle: Pick<Lifecycle, 'draining'>): RequestHandler =>
  (_req, res, next) => {
    checkDraining(lifecycle, res);
    next();
  };

/**
 * Longer than proxies and clients keep an idle connection (nginx and most load balancers 60 s): who closes first must not be
 * the server, or a request that is just being sent gets a closed socket.
 */
const keepAliveMs = 75_000;

const drainPollMs = 50;
/** For the answers of what was given up. */
const farewellMs = 2_000;

/** Keeps listening while requests run (so that newcomers get a 503 and not a refused connection), then closes. */
async function drainServer(
  server: Server,
  running: ReadonlySet<ServerResponse>,
  drainMs: number,
): Promise<void> {
  await untilEmpty(running, drainMs);
  for (const res of running) giveUp(res);
  await untilEmpty(running, farewellMs);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function untilEmpty(running: ReadonlySet<unknown>, ms: number): Promise<void> {
  const deadline = performance.now() + ms;
  while (running.size > 0 && performance.now() < deadline) await sleep(drainPollMs);
}
