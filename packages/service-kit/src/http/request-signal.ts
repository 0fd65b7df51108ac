/** Whether somebody still waits for an answer: the client may leave, and the service may end. */
import type { ServerResponse } from 'node:http';
import { RectoError } from '@recto/contracts';

type Answer = Pick<ServerResponse, 'once' | 'writableFinished'>;

const givenUp = Symbol('given up');

export const serverDraining = (): RectoError => new RectoError('server.draining', { retryAfterSeconds: 5 });

/** Fires the response's `requestSignal`. */
export const giveUp = (res: Pick<ServerResponse, 'emit'>): boolean => res.emit(givenUp);

/**
 * Fires when the client goes away before the answer is complete (reason RectoError request.aborted), and when the service ends
 * and can wait no longer (server.draining).
 */
export function requestSignal(res: Answer): AbortSignal {
  const controller = new AbortController();
  onRequestEnd(res, (reason) => {
    if (reason !== null) controller.abort(reason);
  });
  return controller.signal;
}

/** Calls back with the reason, as `requestSignal` does; with null when the answer is complete. */
export function onRequestEnd(res: Answer, callBack: (reason: RectoError | null) => void): void {
  res.once('close', () => callBack(res.writableFinished ? null : new RectoError('request.aborted')));
  res.once(givenUp, () => callBack(serverDraining()));
}
