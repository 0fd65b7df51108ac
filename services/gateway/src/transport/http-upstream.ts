/** Sends bytes to one server and hands back its answer as a stream. Knows HTTP and its failures, nothing of chat. */
import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { RectoError } from '@recto/contracts';
import { AttemptFailure, asAttemptFailure } from '../call/attempt-failure.ts';
import type { Body } from './body.ts';

export interface UpstreamLimits {
  /** Until the connection stands. */
  readonly connectMs: number;
  /** From sending to the first byte of the body: some servers send their headers long before. */
  readonly firstByteMs: number;
  /** Longest silence within the body of the answer; a reader that does not keep up is no silence. */
  readonly idleMs: number;
  /** From sending to the last byte. */
  readonly totalMs: number;
}

export interface UpstreamRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Pieces are written in turn: a spliced body is never joined. */
  readonly body: readonly Buffer[];
  /** The body that they are views of: its memory is held until they are written. */
  readonly source?: Body;
  readonly limits: UpstreamLimits;
  readonly signal: AbortSignal;
}

export interface Upstream {
  /** Resolves with the headers. Throws AttemptFailure unreachable, broken, stalled or abandoned; so does the body's stream. */
  send(request: UpstreamRequest): Promise<IncomingMessage>;
  close(): void;
}

// uvicorn closes idle connections after 5 s; reusing one at that moment is answered with a reset (llm-d #1564).
const idleSocketMs = 4_000;
/** A reset this soon on a reused connection means that the server had closed it while it lay idle: nothing was read. */
const staleSocketMs = 500;

/** @param root origin and optional path of the server, without `/v1` */
export function createUpstream(root: string): Upstream {
  const url = new URL(root);
  const transport = url.protocol === 'https:' ? https : http;
  const agent = new transport.Agent({ keepAlive: true, timeout: idleSocketMs, scheduling: 'lifo' });
  const basePath = url.pathname.replace(/\/$/, '');
  const target = { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port };

  const open = ({ method, path, headers, body }: UpstreamRequest, fresh: boolean): ClientRequest => {
    // As a list they are written as they are, without a table of them first.
    const list = ['host', url.host];
    for (const name in headers) list.push(name, headers[name] as string);
    if (method === 'POST') list.push('content-length', String(lengthOf(body)));
    return transport.request({
      host: target.host,
      port: target.port,
      path: basePath + path,
      method,
      agent: fresh ? false : agent,
      headers: list,
    });
  };

  const attempt = (call: UpstreamRequest, fresh: boolean): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const started = performance.now();
      const request = open(call, fresh);
      const release = call.source?.hold();
      const state = { connected: false, message: null as IncomingMessage | null };
      const { limits, signal } = call;

      const fail = (failure: AttemptFailure) => (state.message ?? request).destroy(failure);
      const leave = () => fail(asAttemptFailure(null, signal));
      const total = setTimeout(() => fail(stalled()), limits.totalMs);
      const headers =
        limits.firstByteMs < limits.totalMs
          ? setTimeout(() => fail(stalled()), limits.firstByteMs)
          : undefined;
      signal.addEventListener('abort', leave, { once: true });
      request.once('close', () => {
        release?.();
        clearTimeout(total);
        clearTimeout(headers);
        signal.removeEventListener('abort', leave);
      });
      request.once('socket', (socket) =>
        whenConnected(socket, limits.connectMs, {
          connected: () => {
            state.connected = true;
          },
          late: () => fail(unreachable(new Error(`no connection within ${limits.connectMs} ms`))),
        }),
      );
      request.once('response', (message) => {
        clearTimeout(headers);
        state.message = message;
        watchSilence(message, limits.idleMs, started + limits.firstByteMs);
        resolve(message);
      });
      // Stays for the life of the request: a socket can fail after the answer has been handed over.
      request.on('error', (error: NodeJS.ErrnoException) => {
        const isStale =
          request.reusedSocket && error.code === 'ECONNRESET' && performance.now() - started < staleSocketMs;
        if (isStale && !fresh && !signal.aborted) resolve(attempt(call, true));
        else if (state.connected || error instanceof AttemptFailure) reject(asAttemptFailure(error, signal));
        else reject(signal.aborted ? asAttemptFailure(error, signal) : unreachable(error));
      });
      for (const piece of call.body.slice(0, -1)) request.write(piece);
      request.end(call.body.at(-1));
    });

  return {
    send: (call) =>
      call.signal.aborted ? Promise.reject(asAttemptFailure(null, call.signal)) : attempt(call, false),
    close: () => agent.destroy(),
  };
}

const lengthOf = (pieces: readonly Buffer[]): number => pieces.reduce((sum, { length }) => sum + length, 0);

const stalled = () => new AttemptFailure('stalled', new RectoError('vlm.timeout'));
const unreachable = (cause: unknown) =>
  new AttemptFailure('unreachable', new RectoError('vlm.unreachable', { cause }));

function whenConnected(
  socket: Socket,
  limitMs: number,
  { connected, late }: { connected: () => void; late: () => void },
): void {
  if (!socket.connecting) {
    connected();
    return;
  }
  const timer = setTimeout(late, limitMs);
  socket.once('connect', connected);
  for (const event of ['connect', 'close'] as const) socket.once(event, () => clearTimeout(timer));
}

/**
 * Ends an answer that has fallen silent. The agent sets the socket's timeout anew when it takes it back.
 * @param firstByteBy `performance.now()` until which silence before the body is no fault
 */
function watchSilence(message: IncomingMessage, idleMs: number, firstByteBy: number): void {
  const { socket } = message;
  let armedMs = 0;
  const arm = (ms: number) => {
    armedMs = Math.max(1, Math.ceil(ms));
    socket.setTimeout(armedMs);
  };
  const onSilence = () => {
    const hasBegun = message.readableDidRead || message.readableLength > 0;
    const readerIsSlow = message.readableLength >= message.readableHighWaterMark;
    const leftMs = hasBegun ? 0 : firstByteBy - performance.now();
    // What was armed for the first byte may be shorter than the silence that is allowed after it.
    if (readerIsSlow || (hasBegun && armedMs < idleMs)) arm(idleMs);
    else if (leftMs > 0) arm(Math.min(idleMs, leftMs));
    else message.destroy(stalled());
  };
  arm(Math.min(idleMs, firstByteBy - performance.now()));
  socket.on('timeout', onSilence);
  message.once('close', () => socket.off('timeout', onSilence));
}
