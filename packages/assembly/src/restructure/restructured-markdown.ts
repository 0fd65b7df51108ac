/** Markdown of pages that come from JSON: what a fresh block knows of its picture and its title is made again. */
import type { ModelSettings, ParsingBlock } from '@recto/contracts';
import type { MarkdownBlock } from '../markdown/markdown-block.ts';

/**
 * Ready for `pageMarkdown`. The reference forgets the pictures of headers and footers here; they are in the image map, so
 * they are kept.
 */
export const markdownBlocks = (
  blocks: readonly ParsingBlock[],
  titleLevels: ReadonlyMap<number, number>,
  settings: ModelSettings,
): MarkdownBlock[] =>
  blocks.map((block, i) => ({
    label: block.block_label,
    content: block.block_content,
    box: block.block_bbox,
    picturePath: hasPicture(block, settings)
      ? `imgs/img_in_${block.block_label}_box_${block.block_bbox.join('_')}.jpg`
      : null,
    titleLevel: titleLevels.get(i) ?? null,
  }));

/** pipeline.md 3.3 */
function hasPicture({ block_label }: ParsingBlock, { use_chart_recognition }: ModelSettings): boolean {
  switch (block_label) {
    case 'image':
    case 'header_image':
    case 'footer_image':
    case 'seal':
      return true;
    case 'chart':
      return !use_chart_recognition;
    default:
      return false;
  }
}
