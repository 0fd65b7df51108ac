/**
 * What needs all pages of a document at once: tables and paragraphs that were cut by a page end, and levels of titles
 * (pipeline.md 7.2). Pure: pages of an answer go in, pages with the same blocks in the same places come out.
 */
import type { ParsingBlock, PrunedResult } from '@recto/contracts';
import type { Draft } from './draft.ts';
import { joinParagraphs } from './join-paragraphs.ts';
import { mergeTables } from './merge-tables.ts';
import { titleLevels } from './title-levels.ts';

export interface RestructureOptions {
  readonly mergeTables: boolean;
  readonly relevelTitles: boolean;
  /** Extension. */
  readonly joinParagraphs: boolean;
}

export interface RestructuredPage {
  readonly pruned: PrunedResult;
  /** Levels of titles by index in `parsing_res_list`; empty when titles were not relevelled. */
  readonly titleLevels: ReadonlyMap<number, number>;
}

/** @param pages in document order. Blocks get `global_block_id`; pieces of one table or paragraph share a `global_group_id`. */
export function restructurePages(
  pages: readonly PrunedResult[],
  options: RestructureOptions,
): RestructuredPage[] {
  let nextId = 0;
  const drafts = pages.map(({ parsing_res_list }, page) =>
    parsing_res_list.map((block): BlockDraft => {
      const id = nextId++;
      const { block_label: label, block_bbox: box } = block;
      return { block, page, id, group: id, label, box, content: plain(block), sources: null };
    }),
  );
  if (options.mergeTables) mergeTables(drafts);
  if (options.joinParagraphs) joinParagraphs(drafts);
  const titles = drafts.flat().filter(({ label }) => label === 'paragraph_title');
  const levels = new Map(options.relevelTitles ? zip(titles, titleLevels(titles)) : []);
  return pages.map((page, p) => {
    const blocks = drafts[p] ?? [];
    return {
      pruned: { ...page, parsing_res_list: blocks.map(globalBlock) },
      titleLevels: new Map(
        blocks.flatMap((draft, i) => {
          const level = levels.get(draft);
          return level === undefined ? [] : [[i, level] as const];
        }),
      ),
    };
  });
}

const zip = <A, B>(as: readonly A[], bs: readonly B[]): [A, B][] => as.map((a, i) => [a, bs[i] as B]);

/** Blocks whose content begins with a heading where the first pass formatted it (`format_block_content`). */
export const headedLabels: ReadonlySet<string> = new Set([
  'doc_title',
  'paragraph_title',
  'abstract_title',
  'reference_title',
  'content_title',
  'abstract',
  'reference',
]);

/** The reference strips `#` from any content, the comments of an algorithm included; here only from headings. */
const plain = ({ block_label, block_content }: ParsingBlock): string =>
  headedLabels.has(block_label) ? block_content.replace(/^#+\s/, '') : block_content;

interface BlockDraft extends Draft {
  readonly block: ParsingBlock;
}

/** Key order is that of the wire (wire.md 3.4). */
function globalBlock(draft: BlockDraft): ParsingBlock {
  const { block_polygon_points, content_source, confidence, error, ...head } = draft.block;
  return {
    ...head,
    block_content: draft.content,
    global_block_id: draft.id,
    global_group_id: draft.group,
    ...(block_polygon_points && { block_polygon_points }),
    ...(content_source && { content_source }),
    ...(confidence && { confidence }),
    ...(draft.sources && { merge_sources: draft.sources }),
    ...(error && { error }),
  };
}
