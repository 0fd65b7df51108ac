/** POST /v1/chat/completions: read, check, wait for a place, pass on, pass back. */
import { pipeline } from 'node:stream/promises';
import { abortOnClose } from '@recto/service-kit';
import type { RequestHandler } from 'express';
import type { Limiter } from '../admission/limiter.ts';
import type { Backend } from '../backends/backend.ts';
import type { GatewayMetrics } from '../gateway-metrics.ts';
import { readEnvelope } from '../transport/envelope.ts';
import { requireInlineImages } from './image-guard.ts';
import { readBody } from './read-body.ts';

export interface ChatRouteOptions {
  readonly backend: Backend;
  readonly limiter: Limiter;
  readonly metrics: GatewayMetrics;
  readonly limits: { readonly maxBytes: number; readonly timeoutMs: number };
}

export const chatCompletions =
  ({ backend, limiter, metrics, limits }: ChatRouteOptions): RequestHandler =>
  async (req, res) => {
    const signal = abortOnClose(res);
    const body = await readBody(req, limits);
    const envelope = readEnvelope(body);
    requireInlineImages(envelope.head);
    const request = {
      body,
      envelope,
      stream: envelope.head.stream === true,
      requestId: res.locals.requestId as string,
      signal,
    };
    await limiter.run(async () => {
      const finish = metrics.upstreamStarted(backend.name);
      try {
        const answer = await backend.chat(request);
        if (answer.kind === 'object') res.json(answer.value);
        else {
          res.writeHead(200, answer.headers);
          await pipeline(answer.body, res, { signal });
        }
        finish('ok');
      } catch (error) {
        finish(signal.aborted ? 'aborted' : 'failed');
        throw error;
      }
    }, signal);
  };
