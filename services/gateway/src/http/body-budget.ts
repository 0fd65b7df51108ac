/** How many bytes of bodies may be in memory at once, over all calls: arriving, waiting and at replicas. */
import { RectoError } from '@recto/contracts';

export interface BodyBudget {
  /** A share of the budget that grows with a body, and is given back once. */
  open(): BodyShare;
}

export interface BodyShare {
  /** Throws RectoError server.busy where the budget is spent. */
  take(bytes: number): void;
  giveBack(): void;
}

/** Bodies leave as fast as replicas answer. */
const retryAfterSeconds = 2;

export function createBodyBudget(maxBytes: number): BodyBudget {
  let used = 0;
  return {
    open: () => {
      let held = 0;
      return {
        take: (bytes) => {
          if (used + bytes > maxBytes) throw new RectoError('server.busy', { retryAfterSeconds });
          used += bytes;
          held += bytes;
        },
        giveBack: () => {
          used -= held;
          held = 0;
        },
      };
    },
  };
}
