/** POST /v1/chat/completions: read, check, hand to the first step, pass the answer back. */
import { pipeline } from 'node:stream/promises';
import { abortOnClose } from '@recto/service-kit';
import type { RequestHandler } from 'express';
import type { ChatHandler } from '../call/chat-call.ts';
import { readEnvelope } from '../transport/envelope.ts';
import { requireInlineImages } from './image-guard.ts';
import { readBody } from './read-body.ts';

export interface ChatRouteOptions {
  readonly answer: ChatHandler;
  readonly limits: { readonly maxBytes: number; readonly timeoutMs: number };
}

export const chatCompletions =
  ({ answer, limits }: ChatRouteOptions): RequestHandler =>
  async (req, res) => {
    const signal = abortOnClose(res);
    const body = await readBody(req, limits);
    const envelope = readEnvelope(body);
    requireInlineImages(envelope.head);
    const { headers, body: bytes } = await answer({
      body,
      envelope,
      changes: {},
      requestId: res.locals.requestId as string,
      caller: req.ip ?? '',
      priority: 'interactive',
      deadline: Number.POSITIVE_INFINITY,
      signal,
    });
    if (Buffer.isBuffer(bytes)) {
      res.writeHead(200, { ...headers, 'content-length': bytes.length }).end(bytes);
      return;
    }
    res.writeHead(200, headers);
    await pipeline(bytes, res, { signal });
  };
