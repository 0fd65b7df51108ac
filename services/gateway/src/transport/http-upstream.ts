/** Sends bytes to one server and hands back its answer as a stream. */
import { asAttemptFailure } from '../call/attempt-failure.ts';
import { createConnections } from './connection.ts';
import { Exchange, type UpstreamAnswer, type UpstreamRequest } from './exchange.ts';

export interface Upstream {
  /** Resolves with the headers. Throws AttemptFailure unreachable, broken, stalled or abandoned. */
  send(request: UpstreamRequest): Promise<UpstreamAnswer>;
  close(): void;
}

/**
 * @param root origin and optional path of the server, without `/v1`
 * @param connectMs until a connection stands
 */
export function createUpstream(root: string, connectMs: number): Upstream {
  const { origin, host, pathname } = new URL(root);
  const server = {
    connections: createConnections(origin, connectMs),
    connectMs,
    origin,
    host,
    basePath: pathname.replace(/\/$/, ''),
  };
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        if (request.signal.aborted) reject(asAttemptFailure(null, request.signal));
        else new Exchange(server, request, resolve, reject).begin();
      }),
    close: () => void server.connections.pool.destroy(),
  };
}
