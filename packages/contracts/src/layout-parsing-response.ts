/** `result` of the two operations of the pipeline service (wire.md 3.1, 3.6). */
import type { BlockFailure, DataInfo, Exports, LayoutParsingElement } from './page-result.ts';

export interface LayoutParsingResult {
  /** One per processed page, in order. */
  layoutParsingResults: LayoutParsingElement[];
  dataInfo: DataInfo;
  /** Extension: files of the whole document, with `exportScope: "document"`. */
  exports?: Exports;
  /** Extension: what failed, with `onError: "partial"` only. */
  failures?: BlockFailure[];
}

export interface RestructurePagesResult {
  /** One per input page, or exactly one when they were concatenated. */
  layoutParsingResults: Pick<LayoutParsingElement, 'prunedResult' | 'markdown' | 'exports'>[];
}
