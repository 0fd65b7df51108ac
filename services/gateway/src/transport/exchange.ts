/** One request to a server, and its answer as a stream. Knows HTTP and its failures, nothing of chat. */
import { Readable } from 'node:stream';
import { RectoError } from '@recto/contracts';
import type { Dispatcher } from 'undici';
import { AttemptFailure, asAttemptFailure } from '../call/attempt-failure.ts';
import type { Body } from './body.ts';
import type { Connections } from './connection.ts';
import { Patience } from './patience.ts';

export interface UpstreamLimits {
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

export interface UpstreamAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Must be read to its end or destroyed, which ends the call. Fails with AttemptFailure broken, stalled or abandoned. */
  readonly body: Readable;
}

/** Where to. */
export interface Server {
  readonly connections: Connections;
  readonly connectMs: number;
  readonly origin: string;
  readonly host: string;
  readonly basePath: string;
}

/** A cut this soon on a connection that was used before means that the server had closed it while it lay idle: nothing was read. */
const staleConnectionMs = 500;

export class Exchange implements Dispatcher.DispatchHandler {
  private readonly server: Server;
  private readonly request: UpstreamRequest;
  private readonly resolve: (answer: UpstreamAnswer) => void;
  private readonly reject: (failure: AttemptFailure) => void;
  private readonly patience: Patience;
  private readonly release: (() => void) | undefined;
  private readonly started = performance.now();
  /** Null until a connection stands. */
  private controller: Dispatcher.DispatchController | null = null;
  /** Null until the headers are there. */
  private body: Readable | null = null;
  /** Why it ended before its end, where that was decided here. */
  private failure: AttemptFailure | null = null;
  private isFresh = false;
  private hasEnded = false;

  constructor(
    server: Server,
    request: UpstreamRequest,
    resolve: (answer: UpstreamAnswer) => void,
    reject: (failure: AttemptFailure) => void,
  ) {
    this.server = server;
    this.request = request;
    this.resolve = resolve;
    this.reject = reject;
    this.release = request.source?.hold();
    this.patience = new Patience({ ...request.limits, connectMs: server.connectMs }, this.onImpatience);
  }

  begin(): void {
    this.request.signal.addEventListener('abort', this.onAbort, { once: true });
    this.dispatch(this.server.connections.pool);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    this.patience.connected();
    // Given up while it waited for a connection: it must not be sent any more.
    if (this.failure !== null) controller.abort(this.failure);
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: UpstreamAnswer['headers'],
  ): void {
    const body = new Readable({
      read: () => {
        this.patience.goesOn();
        controller.resume();
      },
      destroy: (error, callback) => {
        if (!this.hasEnded) controller.abort(error ?? new Error('the answer is not wanted any more'));
        callback(error);
      },
    });
    // Destroyed with an error before anybody reads it, it must not take the process with it.
    body.on('error', () => {});
    this.body = body;
    this.resolve({ status, headers, body });
  }

  onResponseData(controller: Dispatcher.DispatchController, piece: Buffer): void {
    this.patience.heard();
    if (this.body?.push(piece) !== false) return;
    this.patience.heldUp();
    controller.pause();
  }

  onResponseEnd(): void {
    this.end();
    this.body?.push(null);
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (this.isStale(error)) {
      this.isFresh = true;
      this.controller = null;
      const connection = this.server.connections.fresh();
      this.dispatch(connection);
      void connection.close();
      return;
    }
    this.end();
    this.fail(this.failure ?? this.failureOf(error));
  }

  private dispatch(to: Dispatcher): void {
    const { method, path, body } = this.request;
    const options = {
      origin: this.server.origin,
      path: this.server.basePath + path,
      method,
      headers: this.headers(),
    };
    const pieces = method === 'POST' ? inTurn(body) : null;
    to.dispatch({ ...options, body: pieces }, this);
  }

  /** As a list they are written as they are, without a table of them first. */
  private headers(): string[] {
    const { method, headers, body } = this.request;
    const list = ['host', this.server.host];
    for (const name in headers) list.push(name, headers[name] as string);
    if (method === 'POST') list.push('content-length', String(lengthOf(body)));
    return list;
  }

  private readonly onAbort = (): void => this.give(asAttemptFailure(null, this.request.signal));

  private readonly onImpatience = (isConnected: boolean): void =>
    this.give(isConnected ? stalled() : unreachable(new Error('no connection in time')));

  /** Gives up: whoever waits hears so now, the server as soon as it can. */
  private give(failure: AttemptFailure): void {
    this.failure = failure;
    this.fail(failure);
    this.controller?.abort(failure);
  }

  private fail(failure: AttemptFailure): void {
    if (this.body === null) this.reject(failure);
    else this.body.destroy(failure);
  }

  private end(): void {
    this.hasEnded = true;
    this.patience.end();
    this.request.signal.removeEventListener('abort', this.onAbort);
    // The connection is let go of once its owner has returned from here.
    if (this.release !== undefined) queueMicrotask(this.release);
  }

  private isStale(error: Error): boolean {
    const isSoon = performance.now() - this.started < staleConnectionMs;
    return (
      isSoon &&
      !this.isFresh &&
      this.body === null &&
      this.failure === null &&
      this.server.connections.wasCut(error)
    );
  }

  private failureOf(error: Error): AttemptFailure {
    return this.controller === null ? unreachable(error) : asAttemptFailure(error, this.request.signal);
  }
}

/**
 * Any asynchronous iterable will do, says undici's documentation; its types do not. What is here need not be promised: an array, or a generator,
 * would take three promises a piece.
 */
function inTurn(pieces: readonly Buffer[]): Readable {
  let taken = 0;
  const next = () => {
    const piece = pieces[taken];
    taken += 1;
    return piece === undefined ? { done: true, value: undefined } : { done: false, value: piece };
  };
  return { [Symbol.asyncIterator]: () => ({ next }) } as unknown as Readable;
}

const lengthOf = (pieces: readonly Buffer[]): number => pieces.reduce((sum, { length }) => sum + length, 0);

const stalled = () => new AttemptFailure('stalled', new RectoError('vlm.timeout'));
const unreachable = (cause: unknown) =>
  new AttemptFailure('unreachable', new RectoError('vlm.unreachable', { cause }));
