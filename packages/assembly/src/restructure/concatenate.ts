/** All pages of a document as one (pipeline.md 7.1, 7.2). */
import { type ConcatenatedResult, type ParsingBlock, unorderedLabels } from '@recto/contracts';
import type { RestructuredPage } from './restructure-pages.ts';

/** Every page begins with two newlines, the first one too. */
export const concatenateMarkdown = (pages: readonly string[]): string =>
  pages.map((text) => `\n\n${text}`).join('');

/** Size and settings are the first page's. Null for no pages. */
export function concatenatePages(
  pages: readonly RestructuredPage[],
): { pruned: ConcatenatedResult; titleLevels: ReadonlyMap<number, number> } | null {
  const first = pages[0]?.pruned;
  if (first === undefined) return null;
  const { spotting_res: _, layout_det_res: __, doc_preprocessor_res: ___, ...shared } = first;
  const spotting = pages.flatMap(({ pruned }) => pruned.spotting_res ?? []);
  const layouts = pages.flatMap(({ pruned }) => pruned.layout_det_res ?? []);
  const preprocessing = pages.flatMap(({ pruned }) => pruned.doc_preprocessor_res ?? []);
  const starts = pageStarts(pages);
  return {
    pruned: {
      ...shared,
      page_count: pages.length,
      parsing_res_list: renumbered(pages, starts, new Set(first.model_settings.markdown_ignore_labels)),
      ...(spotting.length > 0 && { spotting_res: spotting }),
      ...(preprocessing.length > 0 && { doc_preprocessor_res: preprocessing }),
      ...(layouts.length > 0 && { layout_det_res: layouts }),
    },
    titleLevels: new Map(
      pages.flatMap(({ titleLevels }, p) =>
        [...titleLevels].map(([index, level]) => [(starts[p] as number) + index, level] as const),
      ),
    ),
  };
}

/** Number of blocks before each page. */
function pageStarts(pages: readonly RestructuredPage[]): number[] {
  let blocks = 0;
  return pages.map(({ pruned }) => {
    const start = blocks;
    blocks += pruned.parsing_res_list.length;
    return start;
  });
}

function renumbered(
  pages: readonly RestructuredPage[],
  starts: readonly number[],
  ignored: ReadonlySet<string>,
): ParsingBlock[] {
  let order = 0;
  return pages.flatMap(({ pruned }, p) => {
    const start = starts[p] as number;
    return pruned.parsing_res_list.map((block, i) => {
      const ordered = !unorderedLabels.has(block.block_label) && !ignored.has(block.block_label);
      if (ordered) order += 1;
      return {
        ...block,
        block_id: start + i,
        block_order: ordered ? order : null,
        group_id: start + block.group_id,
      };
    });
  });
}
