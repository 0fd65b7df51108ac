/**
 * How many requests work at once and how many may wait for it; whoever comes after that is told to come back.
 * A request that waits has not been read yet: its body stays with the client.
 */
import { RectoError } from '@recto/contracts';
import { createFairBudget } from './fair-budget.ts';

export interface Admission {
  readonly running: number;
  readonly waiting: number;
  /**
   * Waits for a place and for memory for `bodyBytes`. The result gives both back.
   * Throws RectoError server.busy; rejects with the signal's reason.
   */
  enter(bodyBytes: number, signal: AbortSignal): Promise<() => void>;
}

export interface AdmissionLimits {
  readonly requestsAtOnce: number;
  readonly requestsWaiting: number;
  /** Bytes of request bodies held at once, over the whole process. */
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
      const leave = await places.acquire(request, 1, signal);
      try {
        const free = await memory.acquire(request, bodyBytes, signal);
        return () => {
          free();
          leave();
        };
      } catch (error) {
        leave();
        throw error;
      }
    },
  };
}
