/** What an export knows of a page. Pages come one at a time, so that a file of many pages never lies in memory. */
import type { ConcatenatedResult, LayoutParsingElement, PrunedResult } from '@recto/contracts';
import type { Box } from '@recto/geometry';
import type { MarkdownBlock, MarkdownStyle } from '../markdown/markdown-block.ts';

/** A piece of text where it is printed. */
export interface PlacedText {
  readonly text: string;
  /** Page pixels. */
  readonly box: Box;
  /** Clockwise turn of the writing direction. */
  readonly angle: 0 | 90 | 180 | 270;
}

export interface ExportPage {
  /** From 0. */
  readonly index: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** In reading order, contents as recognised. */
  readonly blocks: readonly MarkdownBlock[];
  readonly style: MarkdownStyle;
  /** JPEG files by the path that blocks and table cells name them with. */
  readonly pictures: ReadonlyMap<string, Uint8Array>;
  /** The page as a JPEG file; null where it is not known (pages that come back from an answer). */
  readonly image: Uint8Array | null;
  /** Words where they are printed; empty where `image` is null. */
  readonly placed: readonly PlacedText[];
  /** As the answer has it, without pictures. */
  readonly element: {
    readonly prunedResult: PrunedResult | ConcatenatedResult;
    readonly markdown: LayoutParsingElement['markdown'];
  };
}

/** Pages in order; pulled as the file is written. */
export type ExportPages = AsyncIterable<ExportPage>;
