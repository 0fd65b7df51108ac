export { exportContentTypes, exportFile } from './exports/export-file.ts';
export { defaultExportLimits, type ExportLimits } from './exports/export-limits.ts';
export type { ExportPage, ExportPages, PlacedText } from './exports/export-page.ts';
export { type PlacedPage, placedTexts } from './exports/placed/placed-texts.ts';
export { labelSets, separateMarkdown } from './markdown/label-policy.ts';
export type { MarkdownBlock, MarkdownStyle } from './markdown/markdown-block.ts';
export { blockMarkdown, type PageMarkdownInput, pageMarkdown } from './markdown/page-markdown.ts';
export { concatenateMarkdown, concatenatePages } from './restructure/concatenate.ts';
export {
  headedLabels,
  type RestructuredPage,
  type RestructureOptions,
  restructurePages,
} from './restructure/restructure-pages.ts';
export { markdownBlocks } from './restructure/restructured-markdown.ts';
export { layoutPicture } from './visualize/layout-picture.ts';
export { spottingPicture } from './visualize/spotting-picture.ts';
