import { createRunningHeads, type EdgeText } from '@recto/vision';
import { expect, it } from 'vitest';
import type { ParsedPage } from '../../conductor/parse-page.ts';
import { learnEdges } from './learn-edges.ts';

const never = new AbortController().signal;
const edges: readonly EdgeText[] = [{ key: 'chapter#', y: 0.045 }];
const head = { text: 'Chapter 7', box: [10, 40, 100, 50] as const };

/** A store in which so many pages are done; says which of them were read. */
function storeOf(
  done: readonly number[],
  edgesOf: (page: number) => readonly EdgeText[] | null = () => edges,
) {
  const read: number[] = [];
  return {
    read,
    pagesDone: async (_id: string, { first, end }: { first: number; end: number }) =>
      new Set(done.filter((page) => page >= first && page < end)),
    page: async (_id: string, page: number) => {
      read.push(page);
      return { edges: edgesOf(page) } as ParsedPage;
    },
  };
}
/** The answer has every second page of the document. */
const plan = {
  pages: Array.from({ length: 40 }, (_, page) => 2 * page),
  type: 'pdf' as const,
  inputBytes: 1,
  ranges: [],
};
const places = (...pages: number[]) =>
  pages.map((pageNumber) => ({ pageNumber, index: plan.pages[pageNumber] as number }));

it('is told what pages nearby have, on both sides and within', async () => {
  const heads = createRunningHeads();
  const store = storeOf([0, 17, 18, 19, 21, 24, 25, 39]);
  await learnEdges({ id: 'x', plan, places: places(20, 22, 23) }, heads, store, never);
  // Four pages of the document are two of the answer.
  expect(store.read.toSorted()).toEqual([18, 19, 21, 24, 25]);
  expect(heads.observe(40, 1000, [{ text: head.text, box: [...head.box] }]).size).toBe(1);
});

it('reads no page twice, and makes nothing of pages that nobody looked at', async () => {
  const heads = createRunningHeads();
  heads.remember(38, edges);
  const store = storeOf([19, 21], () => null);
  await learnEdges({ id: 'x', plan, places: places(20) }, heads, store, never);
  expect(store.read).toEqual([21]);
  expect(heads.of(42)).toBeNull();
});

it('does nothing where nothing is to be done', async () => {
  const store = storeOf([1]);
  await learnEdges({ id: 'x', plan, places: [] }, createRunningHeads(), store, never);
  expect(store.read).toEqual([]);
});
