/**
 * Ranges of documents take turns. A range's turn is its priority in the queue, the least first: the turn that is being served when
 * its document comes, and one more for each range before it. So the first range of a newcomer stands with the ranges that are next
 * of the others, a long document is overtaken by one range at a time, and whoever waits moves forward as turns are served.
 */
import type { JobPriority } from '@recto/contracts';

const largestTurn = 2_097_151;
/** How many turns a document of low priority lets others go first. */
const lowTurns = 1000;

/**
 * @param now the turn of the range that is next; null where none waits
 * @param range its place in its document, from 0
 */
export function turnOf(priority: JobPriority, now: number | null, range: number): number {
  const first = now ?? 1;
  const turns = { high: first, normal: first + range, low: first + lowTurns + range };
  return Math.min(turns[priority], largestTurn);
}
