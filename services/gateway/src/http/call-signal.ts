/** The one signal of a call: it fires when the caller leaves and when the deadline passes. */
import type { ServerResponse } from 'node:http';
import { RectoError } from '@recto/contracts';

/** @param timeoutMs from now. The reasons are RectoError request.aborted and request.timeout. */
export function callSignal(response: ServerResponse, timeoutMs: number): AbortSignal {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new RectoError('request.timeout')), timeoutMs);
  response.once('close', () => {
    clearTimeout(timer);
    if (!response.writableFinished) controller.abort(new RectoError('request.aborted'));
  });
  return controller.signal;
}
