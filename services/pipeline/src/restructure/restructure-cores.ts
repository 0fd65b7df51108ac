/** Restructuring of one request's own pages: their `core` parts in, the same parts with merged tables and levelled titles out. */
import {
  blockMarkdown,
  type MarkdownStyle,
  markdownBlocks,
  type RestructureOptions,
  restructurePages,
} from '@recto/assembly';
import { encodeSaid } from '../exports/export-source.ts';
import { decodeCore, encodeCore } from '../result/page-element.ts';
import { footnotePrefix, markdownText } from '../result/page-markdown.ts';

export interface CoresTask {
  /** Of all pages, in document order, with contents that are not formatted yet. */
  readonly cores: readonly Uint8Array[];
  readonly options: RestructureOptions;
  readonly style: MarkdownStyle;
  readonly formatBlockContent: boolean;
  /** Exports want the blocks as they are after restructuring. */
  readonly withBlocks: boolean;
}

export interface RestructuredCore {
  readonly core: Uint8Array;
  /** See export-source.ts; null where no export is wanted. */
  readonly said: Uint8Array | null;
}

export function restructureCores({
  cores,
  options,
  style,
  formatBlockContent,
  withBlocks,
}: CoresTask): RestructuredCore[] {
  const pages = cores.map((core) => decodeCore(core).prunedResult);
  const ignored = new Set(style.ignoreLabels);
  return restructurePages(pages, options).map(({ pruned, titleLevels }, pageNumber) => {
    const blocks = markdownBlocks(pruned.parsing_res_list, titleLevels, pruned.model_settings);
    const input = { blocks, pageWidth: pruned.width, style, footnotePrefix: footnotePrefix(pageNumber) };
    const markdown = markdownText(input);
    const said = withBlocks ? encodeSaid({ blocks }) : null;
    if (!formatBlockContent) return { core: encodeCore(pruned, markdown), said };
    const formatted = pruned.parsing_res_list.map((block, i) => {
      const written = blocks[i];
      if (written === undefined || ignored.has(block.block_label)) return block;
      return { ...block, block_content: blockMarkdown(written, pruned.width, style) };
    });
    return { core: encodeCore({ ...pruned, parsing_res_list: formatted }, markdown), said };
  });
}
