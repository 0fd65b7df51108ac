/** A block while pages are being restructured: what may change of it, and where its parts came from. */
import type { MergeSource } from '@recto/contracts';
import type { Box } from '@recto/geometry';

export interface Draft {
  readonly label: string;
  readonly box: Box;
  /** Index of its page among those that are restructured. */
  readonly page: number;
  /** `global_block_id` */
  readonly id: number;
  content: string;
  /** `global_group_id`: shared by the pieces of one table or paragraph afterwards. */
  group: number;
  /** Every piece that `content` was made of, this block's own first; null where it is this block's alone. */
  sources: MergeSource[] | null;
}

/** What a piece gave: rows of a table or characters of a paragraph. */
type Share = Pick<MergeSource, 'rows' | 'repeated_header_rows' | 'characters'>;

/**
 * Moves `next` into `first`, whose content is then `content`. The emptied block stays in its place with the same group.
 * @param shares what either side gives, as long as it was not made of several pieces before
 */
export function gather(
  first: Draft,
  next: Draft,
  content: string,
  shares: { readonly first: Share; readonly next: Share },
): void {
  first.sources = [...piecesOf(first, shares.first), ...piecesOf(next, shares.next)];
  first.content = content;
  next.content = '';
  next.sources = null;
  next.group = first.group;
}

function piecesOf({ page, id, box, sources }: Draft, share: Share): MergeSource[] {
  const own = { page, global_block_id: id, block_bbox: corners(box) };
  if (sources === null) return [{ ...own, ...share }];
  return withoutRepeated(sources, share.repeated_header_rows ?? 0);
}

/** Rows left out of a table that was gathered before are its topmost, whichever piece they came from. */
function withoutRepeated(sources: readonly MergeSource[], repeated: number): MergeSource[] {
  let left = repeated;
  return sources.map((source) => {
    const taken = Math.min(left, source.rows ?? 0);
    left -= taken;
    if (taken === 0) return source;
    return {
      ...source,
      rows: (source.rows ?? 0) - taken,
      repeated_header_rows: (source.repeated_header_rows ?? 0) + taken,
    };
  });
}

const corners = ([x0, y0, x1, y1]: Box): MergeSource['block_bbox'] => [x0, y0, x1, y1];
