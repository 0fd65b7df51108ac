/**
 * Running heads by repetition: the same words at the same height near the edge of several pages of a document.
 * Pages come one at a time and need not come in order; memory stays bounded however long the document is.
 */
import type { Box } from '@recto/geometry';

export interface HeadCandidate {
  readonly text: string;
  readonly box: Box;
}

/** What one page has near an edge, as it is remembered. */
export interface EdgeText {
  readonly key: string;
  /** Share of the page's height. */
  readonly y: number;
}

export interface RunningHeads {
  /**
   * Remembers what stands near the top and bottom of a page and answers which of it pages nearby have too.
   * `pageIndex`: 0-based; `pageHeight` in the pixels of the boxes.
   */
  observe<T extends HeadCandidate>(
    pageIndex: number,
    pageHeight: number,
    candidates: readonly T[],
  ): ReadonlySet<T>;
  /** What a page had; null for one that was not observed, or is forgotten. */
  of(pageIndex: number): readonly EdgeText[] | null;
  /** As if the page had been observed here: for those who share a document's pages. */
  remember(pageIndex: number, edges: readonly EdgeText[]): void;
}

/** Left and right pages have different heads, chapters change them: this far a page looks in either direction. */
export const runningHeadsReach = 4;
/** Pages remembered; pages that run side by side may come out of order by about as many as there are workers. */
const usuallyRemembered = 32;
/** Heads of two pages lie at the same height to this share of the page's height. */
const sameHeight = 0.012;
/** Shorter texts repeat by chance. */
const minCharacters = 3;
/** What one page may leave in memory: candidates and characters of each. */
const perPage = { candidates: 24, characters: 120 };

/** Counters differ from page to page: digits and Roman numerals count as one sign each. */
const keyOf = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\b[ivxlc]+\b/g, '#')
    .replace(/\d+/g, '#')
    .replace(/\s+/g, '')
    .slice(0, perPage.characters);

/** @param remembered pages, the latest; more for a document that is read in several places at once */
export function createRunningHeads(remembered = usuallyRemembered): RunningHeads {
  const pages = new Map<number, readonly EdgeText[]>();
  const remember = (pageIndex: number, edges: readonly EdgeText[]) => {
    pages.delete(pageIndex);
    pages.set(pageIndex, edges);
    if (pages.size > remembered) pages.delete(pages.keys().next().value as number);
  };
  return {
    remember,
    of: (pageIndex) => pages.get(pageIndex) ?? null,
    observe(pageIndex, pageHeight, candidates) {
      const seen = candidates
        .slice(0, perPage.candidates)
        .map((candidate) => ({
          candidate,
          key: keyOf(candidate.text),
          y: (candidate.box[1] + candidate.box[3]) / 2 / pageHeight,
        }))
        .filter(({ key }) => key.length >= minCharacters);
      const nearby = [...pages].filter(
        ([index]) => index !== pageIndex && Math.abs(index - pageIndex) <= runningHeadsReach,
      );
      const repeats = ({ key, y }: EdgeText) =>
        nearby.some(([, others]) => others.some((o) => o.key === key && Math.abs(o.y - y) <= sameHeight));
      const repeated = new Set(seen.filter(repeats).map(({ candidate }) => candidate));
      remember(
        pageIndex,
        seen.map(({ key, y }) => ({ key, y })),
      );
      return repeated;
    },
  };
}
