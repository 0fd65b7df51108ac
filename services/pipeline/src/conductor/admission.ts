/**
 * How many requests work at once and how many may wait for it; whoever comes after that is told to come back.
 * A request that waits has not been read yet: its body stays with the client.
 */
import { RectoError } from '@recto/contracts';
import { createFairBudget } from './fair-budget.ts';

export interface Stay {
  /** Holds memory for so many bytes in place of what it held. Rejects with the signal's reason. */
  holdInstead(bytes: number, signal: AbortSignal): Promise<void>;
  leave(): void;
}

export interface Admission {
  readonly running: number;
  readonly waiting: number;
  /**
   * Waits for a place and for memory for `bodyBytes`.
   * Throws RectoError server.busy; rejects with the signal's reason.
   */
  enter(bodyBytes: number, signal: AbortSignal): Promise<Stay>;
}

export interface AdmissionLimits {
  readonly requestsAtOnce: number;
  readonly requestsWaiting: number;
  /** Bytes of documents held at once, sent or fetched, over the whole process. */
  readonly bodyBytesInFlight: number;
  readonly retryAfterSeconds: number;
}

export function createAdmission(limits: AdmissionLimits): Admission {
  const places = createFairBudget({ capacity: limits.requestsAtOnce });
  const memory = createFairBudget({ capacity: limits.bodyBytesInFlight });
  const waiting = () => places.waiting + memory.waiting;

  return {
    get running() {
      return places.used;
    },
    get waiting() {
      return waiting();
    },
    enter: async (bodyBytes, signal) => {
      if (places.used >= limits.requestsAtOnce && waiting() >= limits.requestsWaiting) {
        throw new RectoError('server.busy', { retryAfterSeconds: limits.retryAfterSeconds });
      }
      const request = {};
      const leavePlace = await places.acquire(request, 1, signal);
      let free = () => {};
      const hold = async (bytes: number, waiting: AbortSignal) => {
        free();
        free = await memory.acquire(request, bytes, waiting);
      };
      const leave = () => {
        free();
        leavePlace();
      };
      try {
        await hold(bodyBytes, signal);
        return { holdInstead: hold, leave };
      } catch (error) {
        leave();
        throw error;
      }
    },
  };
}
