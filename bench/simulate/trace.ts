/** What is handed in: documents, their pages, and what is on them. The same for whichever design works on it. */
import { type Random, wholeBetween } from '../support/random.ts';
import { atRank, type PageContents, wordsOfPrompt } from './calibration.ts';
import type { Question } from './vlm-server.ts';

export interface TracePage {
  readonly crops: readonly Question[];
}

export interface TraceDocument {
  readonly name: string;
  readonly pages: readonly TracePage[];
}

/** All handed in at once. */
export type Trace = readonly TraceDocument[];

/** @param sizes pages of each document */
export function makeTrace(sizes: readonly number[], contents: PageContents, random: Random): Trace {
  const crop = (): Question => {
    // A larger crop has the longer text.
    const rank = random();
    return {
      promptTokens: wordsOfPrompt + Math.round(atRank(contents.imageTokens, rank)),
      outputTokens: Math.max(1, Math.round(atRank(contents.textTokens, rank))),
    };
  };
  const page = (): TracePage => {
    const count = Math.round(atRank(contents.cropsOfPage, random()));
    return { crops: Array.from({ length: count }, crop) };
  };
  return sizes.map((size, k) => ({ name: `document ${k + 1}`, pages: Array.from({ length: size }, page) }));
}

/** Sizes of documents that come to about so many pages: most are short, some are long. */
export function mixedSizes(documents: number, mostPages: number, random: Random): number[] {
  return Array.from({ length: documents }, () => {
    const kind = random();
    if (kind < 0.5) return wholeBetween(random, 1, 5);
    return wholeBetween(random, 6, kind < 0.9 ? Math.ceil(mostPages / 3) : mostPages);
  });
}

export const pagesOf = (trace: Trace): number => trace.reduce((sum, { pages }) => sum + pages.length, 0);
