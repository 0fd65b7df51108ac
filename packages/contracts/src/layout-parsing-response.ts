/** `result` of the two operations of the pipeline service (wire.md 3.1, 3.6). */
import { z } from 'zod';
import {
  blockFailure,
  concatenatedResult,
  dataInfo,
  exportedFiles,
  layoutParsingElement,
  prunedResult,
} from './page-result.ts';

export const layoutParsingResult = z.object({
  layoutParsingResults: z.array(layoutParsingElement).describe('One per processed page, in order'),
  dataInfo,
  exports: exportedFiles
    .optional()
    .describe('Extension: files of the whole document, with exportScope "document"'),
  failures: z.array(blockFailure).optional().describe('Extension: what failed, with onError "partial"'),
});
export type LayoutParsingResult = z.output<typeof layoutParsingResult>;

const restructuredElement = layoutParsingElement
  .pick({ prunedResult: true, markdown: true, exports: true })
  .extend({ prunedResult: z.union([prunedResult, concatenatedResult]) });

export const restructurePagesResult = z.object({
  layoutParsingResults: z
    .array(restructuredElement)
    .describe('One per input page, or exactly one when they were concatenated'),
});
export type RestructurePagesResult = z.output<typeof restructurePagesResult>;
