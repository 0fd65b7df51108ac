export type { MarkdownBlock, MarkdownStyle } from './markdown/markdown-block.ts';
export { blockMarkdown, type PageMarkdownInput, pageMarkdown } from './markdown/page-markdown.ts';
export { layoutPicture } from './visualize/layout-picture.ts';
