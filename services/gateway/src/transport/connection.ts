/** Connections to one server: kept between calls, as many as there are calls, one call at a time each. */
import type { Socket } from 'node:net';
import { buildConnector, Client, errors, Pool } from 'undici';

export interface Connections {
  readonly pool: Pool;
  /** One connection that nobody has used, for one call. Closes itself after it. */
  fresh(): Client;
  /** Whether a call failed because its connection, used before, was cut. */
  wasCut(error: Error): boolean;
}

// uvicorn closes idle connections after 5 s; reusing one at that moment is answered with a reset (llm-d #1564). Servers that announce
// their own time are believed.
const idleMs = 4_000;

/** @param connectMs until a connection stands */
export function createConnections(origin: string, connectMs: number): Connections {
  /** Errors of connections that had brought an answer before. */
  const cuts = new WeakSet<Error>();
  const dial = buildConnector({
    timeout: connectMs,
    allowH2: false,
    // A body is in memory as it is: waiting for the socket between its pieces would gain nothing.
    highWaterMark: undefined,
    writableHighWaterMark: Number.MAX_SAFE_INTEGER,
  } as buildConnector.BuildOptions);
  const connect: buildConnector.connector = (target, callback) =>
    dial(target, (...[error, socket]) => {
      if (error !== null) {
        callback(error, null);
        return;
      }
      joinWrites(socket);
      socket.prependListener('error', (cut) => {
        if (socket.bytesRead > 0) cuts.add(cut);
      });
      callback(null, socket);
    });
  // What takes too long is for http-upstream.ts to say: it tells a server that thinks from one that is silent.
  const options = { connect, pipelining: 1, keepAliveTimeout: idleMs, headersTimeout: 0, bodyTimeout: 0 };
  return {
    pool: new Pool(origin, options),
    fresh: () => new Client(origin, options),
    wasCut: (error) =>
      error instanceof errors.SocketError ? (error.socket?.bytesRead ?? 0) > 0 : cuts.has(error),
  };
}

/** Pieces of a body go out together: a call to the system, and a wake-up of the server, for each costs more than all else about it. */
function joinWrites(socket: Socket): void {
  const uncork = socket.uncork.bind(socket);
  let isDue = false;
  const write = () => {
    isDue = false;
    while (socket.writableCorked > 0) uncork();
  };
  // All pieces are there before the next tick.
  socket.uncork = () => {
    if (!isDue) process.nextTick(write);
    isDue = true;
  };
}
