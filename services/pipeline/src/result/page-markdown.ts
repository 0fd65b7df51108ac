/** A page's blocks in the terms of packages/assembly: what is written, how, and which pictures belong to it. */
import { type MarkdownBlock, type MarkdownStyle, pageMarkdown } from '@recto/assembly';
import type { Block, Crop, PageRecognition } from '@recto/recognition';
import type { ParseSettings } from '../conductor/parse-settings.ts';

export const markdownStyle = ({ markdown, recognition, layout }: ParseSettings): MarkdownStyle => ({
  prettify: markdown.prettify,
  showFormulaNumber: markdown.showFormulaNumber,
  ignoreLabels: markdown.ignoreLabels,
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

/** @param pageWidth pixels */
export const markdownText = (
  { blocks }: PageRecognition,
  pageWidth: number,
  settings: ParseSettings,
): string => pageMarkdown({ blocks: blocks.map(markdownBlock), pageWidth, style: markdownStyle(settings) });

/** By path. Gathered figures come last: of two pictures with one path the plain rectangle wins (pipeline.md 6.1). */
export function markdownPictures({ blocks, figures }: PageRecognition): ReadonlyMap<string, Crop> {
  const ofBlocks = blocks.flatMap(({ picture }) => (picture ? [picture] : []));
  return new Map([...ofBlocks, ...figures].map(({ path, crop }) => [path, crop]));
}
