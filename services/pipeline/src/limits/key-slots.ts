/**
 * How many tasks of one API key may be under way at once, over all processes. Each holds a slot on lease: what a process that died held
 * is free when its lease has run out.
 */
import type { SharedCounts } from './shared-counts.ts';

/** Gives the slot back. */
export type LeaveSlot = () => Promise<void>;

export interface KeySlots {
  /** A slot of this key among those of a kind of task; null when all are taken. */
  enter(owner: string, kind: string): Promise<LeaveSlot | null>;
}

const usualLeaseSeconds = 30;

export function createKeySlots(
  counts: SharedCounts,
  perKey: number,
  leaseSeconds = usualLeaseSeconds,
): KeySlots {
  const hold = (key: string): LeaveSlot => {
    let renewing: Promise<void> = Promise.resolve();
    const timer = setInterval(
      () => {
        renewing = counts.set(key, 1, leaseSeconds).catch(() => {});
      },
      (leaseSeconds * 1000) / 3,
    );
    return async () => {
      clearInterval(timer);
      // A renewal that arrives late would take the slot again.
      await renewing;
      await counts.remove(key);
    };
  };

  return {
    enter: async (owner, kind) => {
      const first = Math.floor(Math.random() * perKey);
      for (let k = 0; k < perKey; k += 1) {
        const key = `slot:${kind}:${owner}:${(first + k) % perKey}`;
        // Of several who count at once, one is the first.
        if ((await counts.add(key, 1, leaseSeconds)).points === 1) return hold(key);
      }
      return null;
    },
  };
}
