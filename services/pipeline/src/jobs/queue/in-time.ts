/** A queue may be away, and nobody waits for it for long. */
import { RectoError } from '@recto/contracts';

/** A queue that does not answer within this time is away. */
const answerMs = 5000;

/** Throws RectoError job.queue_unavailable for a queue that is away. */
export async function inTime<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new RectoError('job.queue_unavailable')), answerMs);
  try {
    return await Promise.race([work, promise]);
  } catch (cause) {
    throw cause instanceof RectoError ? cause : new RectoError('job.queue_unavailable', { cause });
  } finally {
    clearTimeout(timer);
    // What comes late is of no interest, and must not end the process.
    work.catch(() => {});
  }
}

/**
 * Resolves when all are connected, or when that takes too long: BullMQ goes on trying, workers begin once it has succeeded, and every
 * other call has its own patience.
 */
export async function connected(parts: readonly { waitUntilReady(): Promise<unknown> }[]): Promise<void> {
  await inTime(Promise.all(parts.map((part) => part.waitUntilReady()))).catch(() => {});
}
