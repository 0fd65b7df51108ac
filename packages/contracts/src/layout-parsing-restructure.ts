/** The body of `POST /restructure-pages` (wire.md 2.2). */
import { z } from 'zod';
import { laxBoolean, orConfig } from './layout-parsing-lax.ts';
import { outputFormats } from './layout-parsing-request.ts';

export const restructurePage = z.object({
  /** As `/layout-parsing` returned it. */
  prunedResult: z.record(z.string(), z.unknown()),
  /** The page's `markdown.images`: base64, data URLs or http URLs. */
  markdownImages: orConfig(z.record(z.string(), z.string())),
});

export const restructurePagesRequest = z.object({
  /** In document order. */
  pages: z.array(restructurePage),
  mergeTables: laxBoolean.default(true),
  relevelTitles: laxBoolean.default(true),
  concatenatePages: laxBoolean.default(false),
  prettifyMarkdown: laxBoolean.default(true),
  showFormulaNumber: laxBoolean.default(false),
  returnMarkdownImages: laxBoolean.default(true),
  outputFormats: orConfig(z.array(z.enum(outputFormats))),
  logId: orConfig(z.string()),
});

export type RestructurePagesRequest = z.output<typeof restructurePagesRequest>;
