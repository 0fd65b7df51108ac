/** Signals that follow others: one that also fires when time is up, and one that follows several. */
import { setMaxListeners } from 'node:events';
import type { RectoError } from '@recto/contracts';

/** Fires with the first of the others. Every crop of every page may listen to it. */
export function linked(...signals: AbortSignal[]): AbortSignal {
  const signal = AbortSignal.any(signals);
  setMaxListeners(0, signal);
  return signal;
}

export interface Deadline {
  readonly signal: AbortSignal;
  /** Stops the clock. */
  clear(): void;
}

/** @param onTimeout the reason that the signal fires with when `ms` have passed */
export function deadline(parent: AbortSignal, ms: number, onTimeout: () => RectoError): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(onTimeout()), ms);
  return { signal: linked(parent, controller.signal), clear: () => clearTimeout(timer) };
}
