/** Whether somebody still waits for an answer: the client may leave, and the service may end. */
import type { ServerResponse } from 'node:http';
import { RectoError } from '@recto/contracts';

type Answer = Pick<ServerResponse, 'once' | 'writableFinished'>;

const givenUp = Symbol('given up');

export const serverDraining = (): RectoError => new RectoError('server.draining', { retryAfterSeconds: 5 });

/** Fires the response's `requestSignal`. */
export const giveUp = (res: Pick<ServerResponse, 'emit'>): boolean => res.emit(givenUp);

/**
 * Fires when the client goes away before the answer is complete (reason RectoError request.aborted), when the service ends and can
 * wait no longer (server.draining), and when `timeoutMs` have passed, where they are given (request.timeout).
 */
export function requestSignal(res: Answer, timeoutMs?: number): AbortSignal {
  const controller = new AbortController();
  const onTimeout = () => controller.abort(new RectoError('request.timeout'));
  const timer = timeoutMs === undefined ? undefined : setTimeout(onTimeout, timeoutMs);
  res.once('close', () => {
    clearTimeout(timer);
    if (!res.writableFinished) controller.abort(new RectoError('request.aborted'));
  });
  res.once(givenUp, () => controller.abort(serverDraining()));
  return controller.signal;
}
