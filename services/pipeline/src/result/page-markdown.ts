/** A page's blocks in the terms of packages/assembly: what is written, how, and which pictures belong to it. */
import {
  type MarkdownBlock,
  type MarkdownStyle,
  type PageMarkdownInput,
  pageMarkdown,
  separateMarkdown,
} from '@recto/assembly';
import type { Block, Crop, PageRecognition } from '@recto/recognition';
import type { ParseSettings } from '../conductor/parse-settings.ts';
import type { MarkdownText } from './page-element.ts';

export const markdownStyle = ({ markdown, recognition, layout }: ParseSettings): MarkdownStyle => ({
  flavour: markdown.flavour,
  prettify: markdown.prettify,
  showFormulaNumber: markdown.showFormulaNumber,
  ignoreLabels: markdown.ignoreLabels,
  separateLabels: markdown.separateLabels,
  useLayoutDetection: layout !== null,
  useChartRecognition: recognition.useChartRecognition,
  useSealRecognition: recognition.useSealRecognition,
  useOcrForImageBlock: recognition.useOcrForImageBlock,
});

export const markdownBlock = ({ label, content, box, picture }: Block): MarkdownBlock => ({
  label,
  content,
  box,
  picturePath: picture?.path ?? null,
  titleLevel: null,
});

/** `markdown` of a page as it stands in the answer, but for its pictures. */
export function markdownText(input: PageMarkdownInput): MarkdownText {
  const separate = separateMarkdown(input);
  return { text: pageMarkdown(input), ...(separate && { separate }) };
}

/** @param pageNumber of the page in the answer, from 0 */
export const footnotePrefix = (pageNumber: number): string => `p${pageNumber + 1}-`;

/** By path. Gathered figures come last: of two pictures with one path the plain rectangle wins (pipeline.md 6.1). */
export function markdownPictures({ blocks, figures }: PageRecognition): ReadonlyMap<string, Crop> {
  const ofBlocks = blocks.flatMap(({ picture }) => (picture ? [picture] : []));
  return new Map([...ofBlocks, ...figures].map(({ path, crop }) => [path, crop]));
}
