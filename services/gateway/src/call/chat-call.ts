/**
 * One chat completion on its way through the gateway, and the shape of every step on that way:
 *
 *   http → reuse → retry ( routing → admission → guard → backend )
 *
 * A step takes the handler behind it and returns a handler (`ChatStep`), so it can be left out, tested alone and put before
 * any other. Steps before the retry see a call once; the guard and the backend see every attempt, each at one replica.
 */
import type { Readable } from 'node:stream';
import type { Body } from '../transport/body.ts';
import type { Envelope } from '../transport/envelope.ts';

/** Interactive calls go ahead of batch calls in the queue. */
export const priorities = ['interactive', 'batch'] as const;
export type Priority = (typeof priorities)[number];

export interface ChatCall {
  /** The caller's bytes, unparsed: what differs upstream is in `changes`. */
  readonly body: Body;
  /** What was read of `body`: its parameters, and where its members lie. */
  readonly envelope: Envelope;
  /** Top-level members in canonical form (vLLM's names) that win over the caller's; undefined removes one. */
  readonly changes: Readonly<Record<string, unknown>>;
  readonly requestId: string;
  /** Who asks, for fairness: a digest of the API key or the address, never the key. */
  readonly caller: string;
  readonly priority: Priority;
  /** `performance.now()` at which the answer must be complete. `signal` fires then; steps that plan ahead read this. */
  readonly deadline: number;
  /** Fires when the caller leaves (reason request.aborted) or the deadline passes (reason request.timeout). */
  readonly signal: AbortSignal;
}

/** A successful answer. Every failure is thrown, as a RectoError once it leaves the retry. */
export interface ChatAnswer {
  /** `content-type` at least; lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * A Buffer where the whole answer is here (always, for a call that does not stream). A Readable for a stream of events:
   * its first bytes have arrived, and whoever gets it must read it to its end or destroy it: that frees the place and
   * ends the upstream.
   */
  readonly body: Buffer | Readable;
}

export type ChatHandler = (call: ChatCall) => Promise<ChatAnswer>;
export type ChatStep = (next: ChatHandler) => ChatHandler;

/** The call with further changes on top of those it has. */
export const withChanges = (call: ChatCall, changes: Readonly<Record<string, unknown>>): ChatCall => ({
  ...call,
  changes: { ...call.changes, ...changes },
});

/** A top-level member as the backend will see it, in canonical form. Long strings are cut (see `Envelope`). */
export const parameter = (call: ChatCall, name: string): unknown =>
  Object.hasOwn(call.changes, name)
    ? call.changes[name]
    : Object.hasOwn(call.envelope.head, name)
      ? call.envelope.head[name]
      : undefined;

/** Whether the answer is to be a stream of events. */
export const wantsStream = (call: ChatCall): boolean => parameter(call, 'stream') === true;
