/** The one signal of a call: it fires when nobody waits for its answer any more and when the deadline passes. */
import type { ServerResponse } from 'node:http';
import { RectoError } from '@recto/contracts';
import { onRequestEnd } from '@recto/service-kit';

/** @param timeoutMs from now. The reasons are RectoError request.aborted, server.draining and request.timeout. */
export function callSignal(response: ServerResponse, timeoutMs: number): AbortSignal {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new RectoError('request.timeout')), timeoutMs);
  onRequestEnd(response, (reason) => {
    clearTimeout(timer);
    if (reason !== null) controller.abort(reason);
  });
  return controller.signal;
}
