/** POST /v1/chat/completions: read, check, hand to the first step, pass the answer back. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openAiErrorBody } from '@recto/contracts';
import { requestSignal } from '@recto/service-kit';
import { asAttemptFailure } from '../call/attempt-failure.ts';
import type { ChatHandler } from '../call/chat-call.ts';
import { readEnvelope } from '../transport/envelope.ts';
import type { BodyBudget } from './body-budget.ts';
import { callerOf, priorityOf, timeoutOf } from './call-headers.ts';
import type { InlineImages } from './inline-images.ts';
import { type BodyLimits, readBody } from './read-body.ts';

export interface ChatRouteOptions {
  readonly answer: ChatHandler;
  /** Sees to it that images are in the body. */
  readonly inlineImages: InlineImages;
  readonly bodies: BodyBudget;
  readonly limits: BodyLimits & {
    /** For the whole call. */
    readonly callMs: number;
  };
}

/** Throws RectoError, before anything was answered. */
export type AnswerChat = (req: IncomingMessage, res: ServerResponse, requestId: string) => Promise<void>;

export const chatCompletions =
  ({ answer, inlineImages, bodies, limits }: ChatRouteOptions): AnswerChat =>
  async (req, res, requestId) => {
    const priority = priorityOf(req);
    const timeoutMs = timeoutOf(req, limits.callMs);
    const deadline = performance.now() + timeoutMs;
    const signal = requestSignal(res, timeoutMs);
    const share = bodies.open();
    res.once('close', share.giveBack);
    const received = await readBody(req, limits, share);
    res.once('close', received.hold());
    const { body, envelope } = await inlineImages(received, readEnvelope(received), signal);
    const { headers, body: bytes } = await answer({
      body,
      envelope,
      changes: {},
      requestId,
      caller: callerOf(req),
      priority,
      deadline,
      signal,
    });
    if (Buffer.isBuffer(bytes)) {
      res.writeHead(200, { ...headers, 'content-length': bytes.length }).end(bytes);
      return;
    }
    res.writeHead(200, { ...headers, 'cache-control': 'no-cache' });
    await sendStream(bytes, res, signal);
  };

/** A stream that breaks after its beginning ends with an error event, which OpenAI's clients throw, and without `[DONE]`. */
async function sendStream(body: Readable, response: ServerResponse, signal: AbortSignal): Promise<void> {
  try {
    await pipeline(body, response, { signal, end: false });
    response.end();
  } catch (thrown) {
    if (response.destroyed) throw thrown;
    const { error } = asAttemptFailure(thrown, signal);
    response.end(`data: ${JSON.stringify(openAiErrorBody(error))}\n\n`);
  }
}
