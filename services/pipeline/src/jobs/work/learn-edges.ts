/**
 * What repeats at the edges of a document's pages is learnt from the pages nearby, and these may have been done by another worker, or by
 * one that has died.
 */
import { type RunningHeads, runningHeadsReach } from '@recto/vision';
import type { PagePlace } from '../../conductor/parse-pages.ts';
import type { JobPlan } from '../store/job-records.ts';
import type { JobStore } from '../store/job-store.ts';

/** Has finished pages near those that are to be done remembered. */
export async function learnEdges(
  {
    id,
    plan,
    places,
  }: { readonly id: string; readonly plan: JobPlan; readonly places: readonly PagePlace[] },
  heads: RunningHeads,
  store: Pick<JobStore, 'pagesDone' | 'page'>,
  signal: AbortSignal,
): Promise<void> {
  const [first, last] = [places[0], places.at(-1)];
  if (first === undefined || last === undefined) return;
  const range = {
    first: Math.max(0, first.pageNumber - runningHeadsReach),
    end: last.pageNumber + runningHeadsReach + 1,
  };
  const learn = async (page: number) => {
    const index = plan.pages[page];
    if (index === undefined || heads.of(index) !== null) return;
    if (!places.some((place) => Math.abs(place.index - index) <= runningHeadsReach)) return;
    const { edges } = await store.page(id, page, signal);
    if (edges !== null) heads.remember(index, edges);
  };
  await Promise.all([...(await store.pagesDone(id, range, signal))].map(learn));
}
