/** The step that lets a call through when there is a place, and keeps the place until the last byte of its answer. */
import { finished } from 'node:stream';
import type { ChatStep } from '../call/chat-call.ts';
import type { GatewayMetrics } from '../gateway-metrics.ts';
import type { Limiter } from './limiter.ts';

export const admitted =
  ({ limiter, metrics, backend }: { limiter: Limiter; metrics: GatewayMetrics; backend: string }): ChatStep =>
  (next) =>
  async (call) => {
    const release = await limiter.enter(call.signal);
    const record = metrics.upstreamStarted(backend);
    const end = (failed: boolean) => {
      record(call.signal.aborted ? 'aborted' : failed ? 'failed' : 'ok');
      release();
    };
    try {
      const answer = await next(call);
      if (Buffer.isBuffer(answer.body)) end(false);
      else finished(answer.body, { writable: false }, (error) => end(error != null));
      return answer;
    } catch (error) {
      end(true);
      throw error;
    }
  };
